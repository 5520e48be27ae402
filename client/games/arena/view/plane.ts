import Phaser from "phaser";
import type { Frame } from "./atlas.ts";
import type { Colour } from "./palette.ts";
import { twoTintBatch } from "./two-tint.ts";

/** The visible rectangle of the world, px. */
export interface CameraView {
  x: number;
  y: number;
  width: number;
  height: number;
  /** CSS px per world px. */
  zoom: number;
}

const FLOATS = 6;
const WORDS = 5;
/** One texture per draw call, so that all planes share one program. */
const RENDER_OPTIONS = { multiTexturing: false, smoothPixelArt: false };

/**
 * A layer of sprites, stamped anew each frame: no object per sprite, one batch per layer. White parts of a frame get
 * the `light` colour, black parts the `dark` one.
 */
export class Plane extends Phaser.GameObjects.GameObject {
  readonly blendMode: Phaser.BlendModes;
  readonly #texture: Phaser.Textures.Texture;
  readonly #matrix = new Phaser.GameObjects.Components.TransformMatrix();
  readonly #places: Float32Array;
  readonly #colours: Uint32Array;
  readonly #frames: Frame[] = [];
  readonly #capacity: number;
  #count = 0;
  #left = 0;
  #top = 0;
  #right = 0;
  #bottom = 0;

  constructor(scene: Phaser.Scene, texture: Phaser.Textures.Texture, additive: boolean, capacity: number) {
    super(scene, "Plane");
    this.blendMode = additive ? Phaser.BlendModes.ADD : Phaser.BlendModes.NORMAL;
    this.#texture = texture;
    this.#capacity = capacity;
    this.#places = new Float32Array(capacity * FLOATS);
    this.#colours = new Uint32Array(capacity * WORDS);
    scene.add.existing(this);
  }

  /** Number of sprites in the last frame. */
  get count(): number {
    return this.#count;
  }

  begin(view: CameraView): void {
    this.#count = 0;
    this.#left = view.x;
    this.#top = view.y;
    this.#right = view.x + view.width;
    this.#bottom = view.y + view.height;
  }

  /** Stamps a frame turned by `angle` (radians), with `scaleX` along it and `scaleY` across. */
  stamp(
    frame: Frame,
    x: number,
    y: number,
    angle: number,
    scaleX: number,
    scaleY: number,
    light: Colour,
    alpha: number,
    dark: Colour = light,
  ): void {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const w = (frame.width / 2) * scaleX;
    const h = (frame.height / 2) * scaleY;
    this.#put(frame, x, y, c * w, s * w, -s * h, c * h, light, light, light, light, dark, alpha);
  }

  /** Stamps a frame that is bright on the side towards `lightAngle` (radians) and dim on the other. */
  stampLit(
    frame: Frame,
    x: number,
    y: number,
    angle: number,
    scale: number,
    light: Colour,
    shade: Colour,
    dark: Colour,
    lightAngle: number,
  ): void {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const w = (frame.width / 2) * scale;
    const h = (frame.height / 2) * scale;
    const towards = lightAngle - angle - Math.PI / 4;
    const [br, bl] = [Math.cos(towards), Math.sin(towards)];
    this.#put(
      frame,
      x,
      y,
      c * w,
      s * w,
      -s * h,
      c * h,
      blend(shade, light, -br),
      blend(shade, light, -bl),
      blend(shade, light, bl),
      blend(shade, light, br),
      dark,
      1,
    );
  }

  /** Stamps a frame stretched from one point to another, with its light blending from `from` to `to`. */
  stretch(
    frame: Frame,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    width: number,
    from: Colour,
    to: Colour,
    alpha = 1,
  ): void {
    const dx = (x1 - x0) / 2;
    const dy = (y1 - y0) / 2;
    const length = Math.sqrt(dx * dx + dy * dy);
    if (length < 0.01) return;
    const k = width / 2 / length;
    this.#put(frame, (x0 + x1) / 2, (y0 + y1) / 2, dx, dy, -dy * k, dx * k, from, to, from, to, -1, alpha);
  }

  /** @param dark −1: the same as each corner's light */
  #put(
    frame: Frame,
    x: number,
    y: number,
    ax: number,
    ay: number,
    bx: number,
    by: number,
    topLeft: Colour,
    topRight: Colour,
    bottomLeft: Colour,
    bottomRight: Colour,
    dark: Colour,
    alpha: number,
  ): void {
    if (this.#count === this.#capacity || alpha <= 0.003) return;
    const reachX = Math.abs(ax) + Math.abs(bx);
    const reachY = Math.abs(ay) + Math.abs(by);
    if (x + reachX < this.#left || x - reachX > this.#right) return;
    if (y + reachY < this.#top || y - reachY > this.#bottom) return;
    const i = this.#count++;
    this.#frames[i] = frame;
    const places = this.#places;
    const p = i * FLOATS;
    places[p] = x;
    places[p + 1] = y;
    places[p + 2] = ax;
    places[p + 3] = ay;
    places[p + 4] = bx;
    places[p + 5] = by;
    const opacity = (alpha >= 1 ? 255 : (alpha * 255) | 0) << 24;
    const colours = this.#colours;
    const w = i * WORDS;
    colours[w] = opacity | topLeft;
    colours[w + 1] = opacity | topRight;
    colours[w + 2] = opacity | bottomLeft;
    colours[w + 3] = opacity | bottomRight;
    colours[w + 4] = dark < 0 ? 0x1000000 : dark;
  }

  /** Called by Phaser, with this plane as `self`. */
  renderWebGL(
    renderer: Phaser.Renderer.WebGL.WebGLRenderer,
    self: Plane,
    context: Phaser.Renderer.WebGL.DrawingContext,
  ): void {
    self.#render(renderer, context);
  }

  #render(renderer: Phaser.Renderer.WebGL.WebGLRenderer, context: Phaser.Renderer.WebGL.DrawingContext): void {
    if (this.#count === 0) return;
    const camera = context.camera;
    if (!camera) return;
    const batcher = twoTintBatch(renderer);
    const glTexture = this.#texture.source[0].glTexture;
    if (!glTexture) return;
    // The camera never turns, so two scales and two offsets are the whole transform.
    const view = this.#matrix.copyWithScrollFactorFrom(
      camera.getViewMatrix(!context.useCanvas),
      camera.scrollX,
      camera.scrollY,
      1,
      1,
    );
    const { a: sx, d: sy, e: ox, f: oy } = view;
    const places = this.#places;
    const colours = this.#colours;
    for (let i = 0; i < this.#count; i++) {
      const frame = this.#frames[i];
      const p = i * FLOATS;
      const w = i * WORDS;
      const x = places[p] * sx + ox;
      const y = places[p + 1] * sy + oy;
      const ax = places[p + 2] * sx;
      const ay = places[p + 3] * sy;
      const bx = places[p + 4] * sx;
      const by = places[p + 5] * sy;
      const dark = colours[w + 4];
      const same = dark > 0xffffff;
      batcher.batch(
        context,
        glTexture,
        x - ax - bx,
        y - ay - by,
        x - ax + bx,
        y - ay + by,
        x + ax - bx,
        y + ay - by,
        x + ax + bx,
        y + ay + by,
        frame.u,
        frame.v,
        frame.uSize,
        frame.vSize,
        0,
        colours[w],
        colours[w + 2],
        colours[w + 1],
        colours[w + 3],
        RENDER_OPTIONS,
        same ? colours[w] & 0xffffff : dark,
        same ? colours[w + 2] & 0xffffff : dark,
        same ? colours[w + 1] & 0xffffff : dark,
        same ? colours[w + 3] & 0xffffff : dark,
      );
    }
  }
}

/** Blends from `shade` to `light` as `facing` goes from −0.7 to 1. */
function blend(shade: Colour, light: Colour, facing: number): Colour {
  const t = facing < -0.7 ? 0 : ((facing + 0.7) / 1.7) * 256;
  const r = (shade >> 16) + ((((light >> 16) - (shade >> 16)) * t) >> 8);
  const g = ((shade >> 8) & 255) + (((((light >> 8) & 255) - ((shade >> 8) & 255)) * t) >> 8);
  const b = (shade & 255) + ((((light & 255) - (shade & 255)) * t) >> 8);
  return (r << 16) | (g << 8) | b;
}
