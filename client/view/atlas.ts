import type Phaser from "phaser";
import { paintBeacons } from "./art/beacons.ts";
import { paintEffects } from "./art/effects.ts";
import { paintHulls } from "./art/hulls.ts";
import { paintPods, paintRocks } from "./art/rocks.ts";
import { paintShields } from "./art/shields.ts";
import { paintStations } from "./art/stations.ts";

const KEY = "atlas";
const SIZE_PX = 2048;
const GAP_PX = 4;

/** Where a frame lies in its texture (0–1, v upwards), and how large it is drawn at scale 1, in world px. */
export interface Frame {
  readonly u: number;
  readonly v: number;
  readonly uSize: number;
  readonly vSize: number;
  readonly width: number;
  readonly height: number;
}

type Draw = (pen: CanvasRenderingContext2D) => void;

/** Every picture of the game on one canvas, painted once at start: what keeps all sprites in one draw call. */
export class Atlas {
  readonly #texture: Phaser.Textures.CanvasTexture;
  readonly #frames = new Map<string, Frame>();
  #x = GAP_PX;
  #y = GAP_PX;
  #rowHeight = 0;

  constructor(textures: Phaser.Textures.TextureManager) {
    const texture = textures.createCanvas(KEY, SIZE_PX, SIZE_PX);
    if (!texture) throw new Error(`texture "${KEY}" exists already`);
    this.#texture = texture;
    paintHulls(this);
    paintRocks(this);
    paintPods(this);
    paintStations(this);
    paintBeacons(this);
    paintEffects(this);
    paintShields(this);
    texture.refresh();
  }

  get texture(): Phaser.Textures.CanvasTexture {
    return this.#texture;
  }

  /** Uploads the picture again, after the graphics context was lost. */
  restore(): void {
    this.#texture.refresh();
  }

  destroy(): void {
    this.#texture.destroy();
  }

  /**
   * Paints a frame. `draw` sees world px around the frame's centre.
   * @param width world px
   * @param scale atlas px per world px
   * @param inset atlas px cut off left and right, for frames that are put end to end
   */
  paint(name: string, width: number, height: number, scale: number, draw: Draw, inset = 0): void {
    const w = Math.ceil(width * scale);
    const h = Math.ceil(height * scale);
    if (this.#x + w + GAP_PX > SIZE_PX) {
      this.#x = GAP_PX;
      this.#y += this.#rowHeight + GAP_PX;
      this.#rowHeight = 0;
    }
    if (this.#y + h + GAP_PX > SIZE_PX) throw new Error(`no room in the atlas for "${name}"`);
    const pen = this.#texture.context;
    pen.save();
    pen.beginPath();
    pen.rect(this.#x, this.#y, w, h);
    pen.clip();
    pen.translate(this.#x + w / 2, this.#y + h / 2);
    pen.scale(scale, scale);
    draw(pen);
    pen.restore();
    this.#frames.set(name, {
      u: (this.#x + inset) / SIZE_PX,
      v: 1 - this.#y / SIZE_PX,
      uSize: (w - 2 * inset) / SIZE_PX,
      vSize: -h / SIZE_PX,
      width,
      height,
    });
    this.#x += w + GAP_PX;
    this.#rowHeight = Math.max(this.#rowHeight, h);
  }

  frame(name: string): Frame {
    const frame = this.#frames.get(name);
    if (!frame) throw new Error(`no frame "${name}" in the atlas`);
    return frame;
  }

  /** The frames `name0`, `name1`, … */
  series(name: string): Frame[] {
    const frames: Frame[] = [];
    for (let i = 0; this.#frames.has(`${name}${i}`); i++) frames.push(this.frame(`${name}${i}`));
    return frames;
  }
}
