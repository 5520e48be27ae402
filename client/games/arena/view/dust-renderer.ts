import type { ArenaFrame } from "../model/frame.ts";
import type { Frame } from "./atlas.ts";
import type { RenderContext } from "./render-context.ts";

const COUNT = 70;
const TINT = 0x9fc4ff;

/** Draws dust that streaks past, which makes speed visible in empty space. */
export class DustRenderer {
  readonly #spark: Frame;
  readonly #at = new Float32Array(COUNT * 3);

  constructor(readonly stage: RenderContext) {
    this.#spark = stage.atlas.frame("spark");
    for (let i = 0; i < COUNT * 3; i++) this.#at[i] = Math.random();
  }

  update(frame: ArenaFrame): void {
    const { stage } = this;
    const { view, x: cx, y: cy } = stage.camera;
    const { vx, vy } = frame.focus;
    const speed = Math.sqrt(vx * vx + vy * vy);
    const angle = Math.atan2(vy, vx);
    const [width, height] = [view.width * 1.15, view.height * 1.15];
    const count = stage.fx === "high" ? COUNT : COUNT / 2;
    for (let i = 0; i < count; i++) {
      const depth = 0.55 + this.#at[i * 3 + 2] * 0.75;
      // Each mote repeats with the size of the view and moves according to its depth.
      const x = wrap(this.#at[i * 3] * width - cx * depth, width) + view.x - width * 0.07;
      const y = wrap(this.#at[i * 3 + 1] * height - cy * depth, height) + view.y - height * 0.07;
      const size = 0.09 + 0.1 * depth;
      const long = 1 + (speed * depth) / 70;
      const alpha = (0.16 + 0.2 * Math.min(1, speed / 400)) * depth;
      stage.light.stamp(this.#spark, x, y, angle, size * long, size, TINT, alpha);
    }
  }
}

function wrap(value: number, size: number): number {
  return value - Math.floor(value / size) * size;
}
