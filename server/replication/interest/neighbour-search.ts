import { createGrid, fillGrid, type Grid, queryGrid } from "../../../shared/math/grid.ts";
import { growArray } from "../../../shared/table.ts";
import type { Eye, KnownSlots, ObjectSlots, SpatialInterest } from "./spatial-interest.ts";

const ONE = 65_536;
/** Cells of 512 px, because views are wide. */
export const VIEW_CELL_SHIFT = 9;
/** A known object counts as nearer by this factor, so that two at the same distance do not alternate. */
const KNOWN_FACTOR = 0.87;
/** Number of distance steps within the view's reach. */
const RINGS = 128;

/** Scratch memory of a search, shared by all rooms. */
const scratch = {
  search: 0,
  /** Slots in reach and their rings, in the grid's order. */
  gathered: new Int32Array(0),
  rings: new Uint8Array(0),
  /**
   * By slot: the number of the last search that knew it; negative: that found it. Wide, because a busy process makes
   * 2^31 searches in some days.
   */
  marks: new Float64Array(0),
  /** By ring: its number of slots, then the index for its next slot. */
  starts: new Int32Array(RINGS),
};

function growScratch(slots: number): void {
  if (scratch.marks.length >= slots) return;
  scratch.gathered = new Int32Array(slots);
  scratch.rings = new Uint8Array(slots);
  scratch.marks = new Float64Array(slots);
}

/** Finds the objects of one map near a position, nearest first. Uses the positions of the last {@link rebuild}. */
export class NeighbourSearch {
  readonly #near: SpatialInterest;
  readonly #table: ObjectSlots;
  readonly #halfWidthPx: number;
  /** null: no objects yet. */
  #grid: Grid | null = null;
  /** Positions at the last {@link rebuild}; those of the world change meanwhile. */
  #x = new Int32Array(0);
  #y = new Int32Array(0);
  #search = 0;
  /** Whether the map has objects. */
  #hasObjects = false;
  /** The result: the number of slots found, and the slots, nearest first. */
  count = 0;
  readonly slots: Int32Array;

  constructor(near: SpatialInterest, table: ObjectSlots, halfWidthPx: number) {
    this.#near = near;
    this.#table = table;
    this.#halfWidthPx = halfWidthPx;
    this.slots = new Int32Array(Math.min(near.most, table.capacity));
  }

  rebuild(): void {
    const { high, live, generation } = this.#table;
    const { x, y } = this.#near;
    this.#hasObjects = false;
    if (this.#x.length < generation.length) {
      this.#x = growArray(this.#x, generation.length);
      this.#y = growArray(this.#y, generation.length);
    }
    // A loop is cheaper than typed array views in small rooms.
    for (let slot = 0; slot < high; slot++) {
      if (live[slot] === 0) continue;
      this.#hasObjects = true;
      this.#x[slot] = x[slot];
      this.#y[slot] = y[slot];
    }
    if (!this.#hasObjects) return;
    this.#grid ??= createGrid(this.#halfWidthPx, this.#table.capacity, VIEW_CELL_SHIFT);
    fillGrid(this.#grid, this.#table, this.#x, this.#y);
  }

  /** Finds the objects near a viewer. @param row of the viewer in the known slots */
  find(eye: Eye, row: number, { counts, stride, slots: knownSlots }: KnownSlots): void {
    const search = ++scratch.search;
    this.#search = search;
    this.count = 0;
    if (this.#grid === null || !this.#hasObjects) return;
    growScratch(this.#table.generation.length);
    const { marks, gathered, rings, starts } = scratch;
    const first = row * stride;
    for (let at = first; at < first + counts[row]; at++) marks[knownSlots[at]] = search;
    const inReach = this.#measure(eye, this.#grid);
    const slots = this.slots;
    let end = 0;
    for (let ring = 0; ring < RINGS; ring++) {
      const start = end;
      end += starts[ring];
      starts[ring] = start;
    }
    for (let i = 0; i < inReach; i++) {
      const at = starts[rings[i]]++;
      if (at < slots.length) slots[at] = gathered[i];
    }
    this.count = Math.min(inReach, slots.length);
    for (let i = 0; i < this.count; i++) marks[slots[i]] = -search;
  }

  /** Gathers the slots in reach with their rings, and counts the rings. Returns the number of slots. */
  #measure({ x, y, seat }: Eye, grid: Grid): number {
    const near = this.#near;
    const search = this.#search;
    const { enterPx, leavePx } = near;
    const xs = this.#x;
    const ys = this.#y;
    const { marks, gathered, rings, starts } = scratch;
    const px = x >> 16;
    const py = y >> 16;
    const touched = queryGrid(grid, px - leavePx, py - leavePx, px + leavePx, py + leavePx, gathered);
    const ringsPerPx = RINGS / leavePx;
    starts.fill(0);
    let count = 0;
    for (let i = 0; i < touched; i++) {
      const slot = gathered[i];
      const dx = (xs[slot] - x) / ONE;
      const dy = (ys[slot] - y) / ONE;
      const distancePx = Math.sqrt(dx * dx + dy * dy);
      const isKnown = marks[slot] === search;
      if (distancePx > (isKnown ? leavePx : enterPx) || near.isOwn?.(slot, seat) === true) continue;
      const counted = distancePx * (isKnown ? KNOWN_FACTOR : 1) * (near.weight?.(slot) ?? 1);
      const ring = Math.min(RINGS - 1, Math.floor(counted * ringsPerPx));
      gathered[count] = slot;
      rings[count++] = ring;
      starts[ring]++;
    }
    return count;
  }

  /** Whether the last search found a slot. */
  found(slot: number): boolean {
    return scratch.marks[slot] === -this.#search;
  }
}
