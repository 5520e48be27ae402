import { createGrid, fillGrid, type Grid, queryGrid } from "../../../shared/math/grid.ts";
import { VIEW_CELL_SHIFT } from "./neighbour-search.ts";
import type { Eye } from "./spatial-interest.ts";

const ONE = 65_536;

/** A spatial index of viewers by their eye position. */
export class ViewerIndex<Viewer extends Eye> {
  readonly #halfWidthPx: number;
  /** null: no viewer yet. */
  #grid: Grid | null = null;
  readonly #viewers: Viewer[] = [];
  /** undefined: no viewer has that seat. */
  readonly #bySeat: (Viewer | undefined)[] = [];
  #x = new Int32Array(0);
  #y = new Int32Array(0);
  #live = new Uint8Array(0);
  #gathered = new Int32Array(0);
  readonly #found: Viewer[] = [];

  constructor(halfWidthPx: number) {
    this.#halfWidthPx = halfWidthPx;
  }

  /** The viewer of a seat; undefined: none. */
  at(seat: number): Viewer | undefined {
    return this.#bySeat[seat];
  }

  get everyone(): readonly Viewer[] {
    return this.#viewers;
  }

  /** Removes all viewers; they must be added again. */
  clear(): void {
    for (const { seat } of this.#viewers) if (seat >= 0) this.#bySeat[seat] = undefined;
    this.#viewers.length = 0;
  }

  add(viewer: Viewer): void {
    if (viewer.seat >= 0) this.#bySeat[viewer.seat] = viewer;
    this.#viewers.push(viewer);
  }

  /** Builds the index, after all viewers are added and positioned. */
  rebuild(): void {
    const { length: count } = this.#viewers;
    if (count > this.#live.length) this.#grow(count);
    for (let i = 0; i < count; i++) {
      this.#x[i] = this.#viewers[i].x;
      this.#y[i] = this.#viewers[i].y;
    }
    this.#live.fill(1, 0, count).fill(0, count);
    if (this.#grid !== null) fillGrid(this.#grid, { live: this.#live, high: count }, this.#x, this.#y);
  }

  /** The viewers within a distance of a position (1/65536 px). The next call reuses the list. */
  near(x: number, y: number, reachPx: number): readonly Viewer[] {
    const found = this.#found;
    found.length = 0;
    if (this.#grid === null || this.#viewers.length === 0) return found;
    const px = x >> 16;
    const py = y >> 16;
    const count = queryGrid(this.#grid, px - reachPx, py - reachPx, px + reachPx, py + reachPx, this.#gathered);
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
