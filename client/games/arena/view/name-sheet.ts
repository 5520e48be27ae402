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

/** Names as pictures on one texture; the least recently shown name is replaced. */
export class NameSheet {
  readonly texture: Phaser.Textures.Texture;
  readonly #renderer: Phaser.Renderer.WebGL.WebGLRenderer;
  /** One name is painted at a time. */
  readonly #pen: CanvasRenderingContext2D;
  readonly #slots: Slot[] = [];
  readonly #byName = new Map<string, Slot>();
  #clock = 0;

  constructor(textures: Phaser.Textures.TextureManager, renderer: Phaser.Renderer.WebGL.WebGLRenderer) {
    const { gl } = renderer;
    const { width, height } = SIZE_PX;
    const [filter, wrap] = [gl.LINEAR, gl.CLAMP_TO_EDGE];
    const sheet = renderer.createTexture2D(0, filter, filter, wrap, wrap, gl.RGBA, undefined, width, height, true);
    const texture = textures.addGLTexture(KEY, sheet);
    if (!texture) throw new Error(`texture "${KEY}" exists already`);
    this.texture = texture;
    this.#renderer = renderer;
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH_PX;
    canvas.height = HEIGHT_PX;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (pen === null) throw new Error("no 2D context");
    this.#pen = pen;
    pen.font = `600 ${11.5 * SCALE}px "Rajdhani", "Exo 2", ui-sans-serif, "Segoe UI", "Noto Sans", sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
  }

  /** null: more names are in view than the sheet holds. */
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
    this.#paint(slot);
    return slot.frame;
  }

  /** Ends a frame. */
  flush(): void {
    this.#clock++;
  }

  restore(): void {
    for (const slot of this.#byName.values()) this.#paint(slot);
  }

  destroy(): void {
    this.texture.destroy();
  }

  /** Uploads one name only. */
  #paint({ name, x, y }: Slot): void {
    const pen = this.#pen;
    const [cx, cy] = [WIDTH_PX / 2, HEIGHT_PX / 2];
    pen.clearRect(0, 0, WIDTH_PX, HEIGHT_PX);
    pen.lineWidth = 5;
    pen.lineJoin = "round";
    pen.strokeStyle = "rgba(0,0,0,0.75)";
    pen.strokeText(name, cx, cy, WIDTH_PX - 12);
    pen.fillStyle = "#fff";
    pen.fillText(name, cx, cy, WIDTH_PX - 12);
    const { gl, glTextureUnits, glWrapper } = this.#renderer;
    glTextureUnits.bind(this.texture.source[0].glTexture, 0);
    glWrapper.updateTexturing({ texturing: { flipY: true, premultiplyAlpha: true } });
    const below = SIZE_PX.height - y - HEIGHT_PX;
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, below, gl.RGBA, gl.UNSIGNED_BYTE, pen.canvas);
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
