import { createGrid, fillGrid, type Grid, gather } from "../../shared/math/grid.ts";
import type { Known } from "./known.ts";
import type { Near } from "./replica.ts";
import type { RecordTable } from "./table.ts";
import type { Viewer } from "./viewer.ts";

const ONE = 65_536;
/** Views are wide: cells of 512 px. */
export const VIEW_CELL_SHIFT = 9;
/** What is known counts as so much nearer, so that two at the same distance do not take turns. */
const KNOWN_FACTOR = 0.75;

/** Finds the objects of one map that are near a place, nearest first. Places are those of the last {@link sort}. */
export class Neighbours {
  readonly #near: Near;
  readonly #table: RecordTable;
  readonly #grid: Grid;
  /** Places as of the last {@link sort}: those of the world go on. */
  readonly #x: Int32Array;
  readonly #y: Int32Array;
  readonly #gathered: Int32Array;
  /** By slot: which search has it as known. */
  readonly #marks: Int32Array;
  #search = 0;
  /** What was found, nearest first. */
  count = 0;
  readonly slots: Int32Array;
  readonly #distances: Float64Array;

  constructor(near: Near, table: RecordTable, halfWidthPx: number) {
    this.#near = near;
    this.#table = table;
    this.#grid = createGrid(halfWidthPx, table.capacity, VIEW_CELL_SHIFT);
    this.#x = new Int32Array(table.capacity);
    this.#y = new Int32Array(table.capacity);
    this.#gathered = new Int32Array(table.capacity);
    this.#marks = new Int32Array(table.capacity);
    this.slots = new Int32Array(Math.min(near.most, table.capacity));
    this.#distances = new Float64Array(this.slots.length);
  }

  sort(): void {
    const { high } = this.#table;
    this.#x.set(this.#near.x.subarray(0, high));
    this.#y.set(this.#near.y.subarray(0, high));
    fillGrid(this.#grid, this.#table, this.#x, this.#y);
  }

  /** @param viewer looks from here */
  find({ x, y, seat }: Viewer, known: Known): void {
    const { enterPx, leavePx } = this.#near;
    const [xs, ys] = [this.#x, this.#y];
    const search = ++this.#search;
    for (let i = 0; i < known.count; i++) this.#marks[known.slots[i]] = search;
    const px = x >> 16;
    const py = y >> 16;
    const gathered = gather(this.#grid, px - leavePx, py - leavePx, px + leavePx, py + leavePx, this.#gathered);
    this.count = 0;
    for (let i = 0; i < gathered; i++) {
      const slot = this.#gathered[i];
      const dx = (xs[slot] - x) / ONE;
      const dy = (ys[slot] - y) / ONE;
      const square = dx * dx + dy * dy;
      const isKnown = this.#marks[slot] === search;
      const reach = isKnown ? leavePx : enterPx;
      if (square <= reach * reach && !(this.#near.isOwn?.(slot, seat) ?? false))
        this.#offer(slot, square * (isKnown ? KNOWN_FACTOR : 1));
    }
  }

  #offer(slot: number, square: number): void {
    const { slots, count } = this;
    const distances = this.#distances;
    const distance = square * (this.#near.weight?.(slot) ?? 1);
    let at = count;
    if (count === slots.length) {
      if (distance >= distances[count - 1]) return;
      at--;
    } else this.count++;
    for (; at > 0 && distances[at - 1] > distance; at--) {
      slots[at] = slots[at - 1];
      distances[at] = distances[at - 1];
    }
    slots[at] = slot;
    distances[at] = distance;
  }

  /** Whether the last search found it. After {@link markFound}. */
  found(slot: number): boolean {
    return this.#marks[slot] === -this.#search;
  }

  /** Marks what was found, for {@link found}. */
  markFound(): void {
    for (let i = 0; i < this.count; i++) this.#marks[this.slots[i]] = -this.#search;
  }
}
