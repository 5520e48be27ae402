import type Phaser from "phaser";
import { paintBeacons } from "./art/beacons.ts";
import { paintEffects } from "./art/effects.ts";
import { paintHulls } from "./art/hulls.ts";
import { paintPods, paintRocks } from "./art/rocks.ts";
import type { Draw, Sheet } from "./art/sheet.ts";
import { paintShields } from "./art/shields.ts";
import { paintStations } from "./art/stations.ts";
import type { FxLevel } from "./render-context.ts";

const KEY = "atlas";
const SIZE_PX = 2048;
/** Size of the uploaded texture; low effects draw at most one pixel per world px. */
const UPLOADED_PX = { high: 2048, low: 1024 } as const satisfies Record<FxLevel, number>;
const GAP_PX = 4;

/** Longest time for which painting blocks the page, ms; one painter may exceed it. */
const SLICE_MS = 30;

/** A frame's place in its texture (0–1, v upward) and its size at scale 1, world px. */
export interface Frame {
  readonly u: number;
  readonly v: number;
  readonly uSize: number;
  readonly vSize: number;
  readonly width: number;
  readonly height: number;
}

const PAINTERS: readonly ((sheet: Sheet) => void)[] = [
  paintHulls,
  paintRocks,
  paintPods,
  paintStations,
  paintBeacons,
  paintEffects,
  paintShields,
];

/** All pictures of the game on one canvas, painted once at the start, so that all sprites fit in one draw call. */
export class Atlas implements Sheet {
  #texture: Phaser.Textures.Texture | null = null;
  readonly #pen = penOf(SIZE_PX);
  readonly #frames = new Map<string, Frame>();
  #x = GAP_PX;
  #y = GAP_PX;
  #rowHeight = 0;

  private constructor() {}

  /** Paints in slices, so that the page can respond in between. */
  static *inSlices(textures: Phaser.Textures.TextureManager, fx: FxLevel): Generator<void, Atlas> {
    const atlas = new Atlas();
    let sinceMs = performance.now();
    for (const paint of PAINTERS) {
      paint(atlas);
      if (performance.now() - sinceMs < SLICE_MS) continue;
      yield;
      sinceMs = performance.now();
    }
    atlas.#upload(textures, fx);
    return atlas;
  }

  #upload(textures: Phaser.Textures.TextureManager, fx: FxLevel): void {
    const size = UPLOADED_PX[fx];
    const { canvas } = size === SIZE_PX ? this.#pen : resized(this.#pen, size);
    const texture = textures.create(KEY, canvas as unknown as HTMLImageElement, size, size);
    if (!texture) throw new Error(`texture "${KEY}" exists already`);
    this.#texture = texture;
  }

  get texture(): Phaser.Textures.Texture {
    if (this.#texture === null) throw new Error("the atlas is not painted yet");
    return this.#texture;
  }

  /** The engine itself uploads the picture again after the graphics context was lost. */
  restore(): void {}

  destroy(): void {
    this.#texture?.destroy();
  }

  paint(name: string, width: number, height: number, scale: number, draw: Draw, inset = 0): void {
    const w = Math.ceil(width * scale);
    const h = Math.ceil(height * scale);
    if (this.#x + w + GAP_PX > SIZE_PX) {
      this.#x = GAP_PX;
      this.#y += this.#rowHeight + GAP_PX;
      this.#rowHeight = 0;
    }
    if (this.#y + h + GAP_PX > SIZE_PX) throw new Error(`no room in the atlas for "${name}"`);
    const pen = this.#pen;
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

/** A square canvas in memory, which is uploaded once and not shown. */
function penOf(sizePx: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = sizePx;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (pen === null) throw new Error("no 2D context");
  return pen;
}

function resized({ canvas }: CanvasRenderingContext2D, sizePx: number): CanvasRenderingContext2D {
  const pen = penOf(sizePx);
  pen.drawImage(canvas, 0, 0, sizePx, sizePx);
  return pen;
}
