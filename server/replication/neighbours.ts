import { createGrid, fillGrid, type Grid, gather } from "../../shared/math/grid.ts";
import { lengthened } from "../../shared/table.ts";
import type { Known } from "./known.ts";
import type { Near } from "./replica.ts";
import type { RecordTable } from "./table.ts";
import type { Viewer } from "./viewer.ts";

const ONE = 65_536;
/** Views are wide: cells of 512 px. */
export const VIEW_CELL_SHIFT = 9;
/** What is known counts as so much nearer, so that two at the same distance do not take turns. */
const KNOWN_FACTOR = 0.87;
/** Distances are told apart this finely: parts of the view's reach. */
const RINGS = 128;

/** What holds from one search to the next, of whichever room. */
const shared = {
  search: 0,
  /** Slots in reach and the rings they lie in, in the grid's order. */
  gathered: new Int32Array(0),
  rings: new Uint8Array(0),
  /** By slot: which search has it as known; negative: as found. Wide, as a busy process makes 2^31 searches in some days. */
  marks: new Float64Array(0),
  /** By ring: how many lie in it, then where the next of them goes. */
  starts: new Int32Array(RINGS),
};

function makeRoom(slots: number): void {
  if (shared.marks.length >= slots) return;
  shared.gathered = new Int32Array(slots);
  shared.rings = new Uint8Array(slots);
  shared.marks = new Float64Array(slots);
}

/** Finds the objects of one map that are near a place, nearest first. Places are those of the last {@link sort}. */
export class Neighbours {
  readonly #near: Near;
  readonly #table: RecordTable;
  readonly #halfWidthPx: number;
  /** null: there was nothing to find yet. */
  #grid: Grid | null = null;
  /** Places as of the last {@link sort}: those of the world go on. */
  #x = new Int32Array(0);
  #y = new Int32Array(0);
  #search = 0;
  /** Whether there is anything to find. */
  #any = false;
  /** What was found, nearest first. */
  count = 0;
  readonly slots: Int32Array;

  constructor(near: Near, table: RecordTable, halfWidthPx: number) {
    this.#near = near;
    this.#table = table;
    this.#halfWidthPx = halfWidthPx;
    this.slots = new Int32Array(Math.min(near.most, table.capacity));
  }

  sort(): void {
    const { high, live, generation } = this.#table;
    const { x, y } = this.#near;
    this.#any = false;
    if (this.#x.length < generation.length) {
      this.#x = lengthened(this.#x, generation.length);
      this.#y = lengthened(this.#y, generation.length);
    }
    // A loop, because in small rooms views of the columns cost more than what is in them.
    for (let slot = 0; slot < high; slot++) {
      if (live[slot] === 0) continue;
      this.#any = true;
      this.#x[slot] = x[slot];
      this.#y[slot] = y[slot];
    }
    if (!this.#any) return;
    this.#grid ??= createGrid(this.#halfWidthPx, this.#table.capacity, VIEW_CELL_SHIFT);
    fillGrid(this.#grid, this.#table, this.#x, this.#y);
  }

  /** @param viewer looks from here */
  find(viewer: Viewer, { counts, stride, slots: knownSlots }: Known): void {
    const search = ++shared.search;
    this.#search = search;
    this.count = 0;
    if (this.#grid === null || !this.#any) return;
    makeRoom(this.#table.generation.length);
    const { marks, gathered, rings, starts } = shared;
    const first = viewer.row * stride;
    for (let at = first; at < first + counts[viewer.row]; at++) marks[knownSlots[at]] = search;
    const inReach = this.#measure(viewer, this.#grid);
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

  /** Gathers what is in reach, with its ring, and counts the rings. Returns how many there are. */
  #measure({ x, y, seat }: Viewer, grid: Grid): number {
    const near = this.#near;
    const search = this.#search;
    const { enterPx, leavePx } = near;
    const xs = this.#x;
    const ys = this.#y;
    const { marks, gathered, rings, starts } = shared;
    const px = x >> 16;
    const py = y >> 16;
    const touched = gather(grid, px - leavePx, py - leavePx, px + leavePx, py + leavePx, gathered);
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

  /** Whether the last search found it. */
  found(slot: number): boolean {
    return shared.marks[slot] === -this.#search;
  }
}
