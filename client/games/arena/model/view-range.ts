import { ONE } from "../../../../shared/math/fixed.ts";

/** Ships and shots are slower than this in the long run, px per tick. */
const MAX_PX_PER_TICK = 24;

/** How far a model sees: it neither continues nor shows what is farther away. Saves time for bots. */
export class ViewRange {
  readonly #reachPx: number;
  #x = 0;
  #y = 0;

  /** @param reachPx along each axis; infinity shows everything */
  constructor(reachPx: number) {
    this.#reachPx = reachPx;
  }

  /** Sets the centre, px. */
  moveTo(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
  }

  /** Whether something is out of view, wherever it went in the `ticks` since it was at `place` (px/65536). */
  isFar(place: { readonly x: number; readonly y: number }, ticks: number): boolean {
    const reach = this.#reachPx + MAX_PX_PER_TICK * Math.max(0, ticks);
    return Math.abs(place.x / ONE - this.#x) > reach || Math.abs(place.y / ONE - this.#y) > reach;
  }
}
