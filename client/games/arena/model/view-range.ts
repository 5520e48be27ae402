import { ONE } from "../../../../shared/math/fixed.ts";

/** Nothing is faster than this for long, px per tick. */
const FASTEST_PX = 24;

/** How far a model looks: what is farther away is neither continued nor shown. A saving for bots. */
export class ViewRange {
  readonly #reachPx: number;
  #x = 0;
  #y = 0;

  /** @param reachPx along each axis; infinity shows everything */
  constructor(reachPx: number) {
    this.#reachPx = reachPx;
  }

  /** Looks around here, px. */
  moveTo(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
  }

  /** Whether something cannot be in sight, wherever it went in the ticks since it was at `place` (px/65536). */
  isFar(place: { readonly x: number; readonly y: number }, ticks: number): boolean {
    const reach = this.#reachPx + FASTEST_PX * Math.max(0, ticks);
    return Math.abs(place.x / ONE - this.#x) > reach || Math.abs(place.y / ONE - this.#y) > reach;
  }
}
