import { createGrid, fillGrid, type Grid, gather } from "../../shared/math/grid.ts";
import { VIEW_CELL_SHIFT } from "./neighbours.ts";
import type { Viewer } from "./viewer.ts";

const ONE = 65_536;

/** Those who look, by where they look from. */
export class Crowd {
  readonly #halfWidthPx: number;
  /** null: nobody looked yet. */
  #grid: Grid | null = null;
  readonly #viewers: Viewer[] = [];
  /** Undefined where nobody looks from a seat. */
  readonly #bySeat: (Viewer | undefined)[] = [];
  #x = new Int32Array(0);
  #y = new Int32Array(0);
  #live = new Uint8Array(0);
  #gathered = new Int32Array(0);
  readonly #found: Viewer[] = [];

  constructor(halfWidthPx: number) {
    this.#halfWidthPx = halfWidthPx;
  }

  /** Who looks from a seat; undefined: nobody. */
  at(seat: number): Viewer | undefined {
    return this.#bySeat[seat];
  }

  get everyone(): readonly Viewer[] {
    return this.#viewers;
  }

  /** Nobody looks any more, until they are said again. */
  clear(): void {
    for (const { seat } of this.#viewers) if (seat >= 0) this.#bySeat[seat] = undefined;
    this.#viewers.length = 0;
  }

  add(viewer: Viewer): void {
    if (viewer.seat >= 0) this.#bySeat[viewer.seat] = viewer;
    this.#viewers.push(viewer);
  }

  /** Everyone has been added, and is where they are. */
  sort(): void {
    const { length: count } = this.#viewers;
    if (count > this.#live.length) this.#grow(count);
    for (let i = 0; i < count; i++) {
      this.#x[i] = this.#viewers[i].x;
      this.#y[i] = this.#viewers[i].y;
    }
    this.#live.fill(1, 0, count).fill(0, count);
    if (this.#grid !== null) fillGrid(this.#grid, { live: this.#live, high: count }, this.#x, this.#y);
  }

  /** Whoever looks from within a distance of a place (1/65536 px). The list is used again by the next call. */
  near(x: number, y: number, reachPx: number): readonly Viewer[] {
    const found = this.#found;
    found.length = 0;
    if (this.#grid === null || this.#viewers.length === 0) return found;
    const px = x >> 16;
    const py = y >> 16;
    const count = gather(this.#grid, px - reachPx, py - reachPx, px + reachPx, py + reachPx, this.#gathered);
    for (let i = 0; i < count; i++) {
      const at = this.#gathered[i];
      const dx = (this.#x[at] - x) / ONE;
      const dy = (this.#y[at] - y) / ONE;
      if (dx * dx + dy * dy <= reachPx * reachPx) found.push(this.#viewers[at]);
    }
    return found;
  }

  #grow(count: number): void {
    const capacity = Math.max(16, count * 2);
    this.#grid = createGrid(this.#halfWidthPx, capacity, VIEW_CELL_SHIFT);
    this.#x = new Int32Array(capacity);
    this.#y = new Int32Array(capacity);
    this.#live = new Uint8Array(capacity);
    this.#gathered = new Int32Array(capacity);
  }
}
