import type { Frame } from "./atlas.ts";
import { type Colour, dim } from "./palette.ts";
import type { Plane } from "./plane.ts";

const POINTS = 22;
const SAMPLE_S = 1 / 30;

/** The trail of an engine: its recent positions and heat, as a ribbon that thins and fades. */
export class Trail {
  readonly #x = new Float32Array(POINTS);
  readonly #y = new Float32Array(POINTS);
  readonly #heat = new Float32Array(POINTS);
  #head = 0;
  #count = 0;
  #sinceS = 0;

  clear(): void {
    this.#count = 0;
  }

  /** @param heat 0: engine off … 1: boost */
  add(x: number, y: number, heat: number, dtS: number): void {
    this.#sinceS += dtS;
    if (this.#count > 0 && this.#sinceS < SAMPLE_S) return;
    this.#sinceS = this.#count === 0 ? 0 : this.#sinceS % SAMPLE_S;
    this.#head = (this.#head + 1) % POINTS;
    this.#x[this.#head] = x;
    this.#y[this.#head] = y;
    this.#heat[this.#head] = heat;
    this.#count = Math.min(POINTS, this.#count + 1);
  }

  stamp(plane: Plane, frame: Frame, x: number, y: number, heat: number, width: number, colour: Colour, length: number) {
    let [px, py, ph, fade] = [x, y, heat, 1];
    const count = Math.min(this.#count, length);
    for (let i = 0; i < count; i++) {
      const k = (this.#head - i + POINTS) % POINTS;
      const [qx, qy, qh] = [this.#x[k], this.#y[k], this.#heat[k]];
      const next = 1 - (i + 1) / (count + 1);
      if (ph + qh > 0.02) {
        plane.stretch(
          frame,
          px,
          py,
          qx,
          qy,
          width * (0.35 + 0.65 * fade),
          dim(colour, ph * fade * fade),
          dim(colour, qh * next * next),
        );
      }
      [px, py, ph, fade] = [qx, qy, qh, next];
    }
  }
}
