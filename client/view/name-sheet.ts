import type Phaser from "phaser";
import type { Frame } from "./atlas.ts";

const WIDTH_PX = 320;
const HEIGHT_PX = 40;
const COLUMNS = 6;
const ROWS = 25;
const SIZE_PX = { width: 2048, height: 1024 };
/** Sheet px per world px. */
const SCALE = 2;
const KEY = "names";

interface Slot {
  name: string;
  usedAt: number;
  readonly frame: Frame;
  readonly x: number;
  readonly y: number;
}

/** Names as pictures on one sheet; the name not shown for longest gives way. */
export class NameSheet {
  readonly texture: Phaser.Textures.CanvasTexture;
  readonly #slots: Slot[] = [];
  readonly #byName = new Map<string, Slot>();
  #clock = 0;
  #dirty = false;

  constructor(textures: Phaser.Textures.TextureManager) {
    const texture = textures.createCanvas(KEY, SIZE_PX.width, SIZE_PX.height);
    if (!texture) throw new Error(`texture "${KEY}" exists already`);
    this.texture = texture;
    const pen = texture.context;
    pen.font = `600 ${11.5 * SCALE}px "Rajdhani", "Exo 2", ui-sans-serif, "Segoe UI", "Noto Sans", sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
  }

  /** Null while more names are in view than the sheet holds. */
  frameOf(name: string): Frame | null {
    const known = this.#byName.get(name);
    if (known) {
      known.usedAt = this.#clock;
      return known.frame;
    }
    const slot = this.#take();
    if (!slot) return null;
    this.#byName.delete(slot.name);
    slot.name = name;
    slot.usedAt = this.#clock;
    this.#byName.set(name, slot);
    const pen = this.texture.context;
    const [cx, cy] = [slot.x + WIDTH_PX / 2, slot.y + HEIGHT_PX / 2];
    pen.clearRect(slot.x, slot.y, WIDTH_PX, HEIGHT_PX);
    pen.save();
    pen.beginPath();
    pen.rect(slot.x, slot.y, WIDTH_PX, HEIGHT_PX);
    pen.clip();
    pen.lineWidth = 5;
    pen.lineJoin = "round";
    pen.strokeStyle = "rgba(0,0,0,0.75)";
    pen.strokeText(name, cx, cy, WIDTH_PX - 12);
    pen.fillStyle = "#fff";
    pen.fillText(name, cx, cy, WIDTH_PX - 12);
    pen.restore();
    this.#dirty = true;
    return slot.frame;
  }

  /** Ends a frame: uploads the sheet when a name was added. */
  flush(): void {
    this.#clock++;
    if (!this.#dirty) return;
    this.#dirty = false;
    this.texture.refresh();
  }

  restore(): void {
    this.texture.refresh();
  }

  destroy(): void {
    this.texture.destroy();
  }

  #take(): Slot | null {
    const count = this.#slots.length;
    if (count < COLUMNS * ROWS) {
      const x = (count % COLUMNS) * (WIDTH_PX + 2);
      const y = Math.floor(count / COLUMNS) * HEIGHT_PX;
      const frame: Frame = {
        u: x / SIZE_PX.width,
        v: 1 - y / SIZE_PX.height,
        uSize: WIDTH_PX / SIZE_PX.width,
        vSize: -HEIGHT_PX / SIZE_PX.height,
        width: WIDTH_PX / SCALE,
        height: HEIGHT_PX / SCALE,
      };
      const slot: Slot = { name: "", usedAt: 0, frame, x, y };
      this.#slots.push(slot);
      return slot;
    }
    let oldest = this.#slots[0];
    for (const slot of this.#slots) if (slot.usedAt < oldest.usedAt) oldest = slot;
    return oldest.usedAt === this.#clock ? null : oldest;
  }
}
