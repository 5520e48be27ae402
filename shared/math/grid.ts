import { clamp } from "./fixed.ts";

/** Cells are 256 px wide unless said otherwise. What lies outside the grid counts to its outermost cells. */
const CELL_SHIFT = 8;
const MARGIN_PX = 1_024;

/** Slots of a table by place: filled anew each tick by a counting sort, without allocating. No part of a world's state. */
export interface Grid {
  /** Cells along a side, and the grid's half width. */
  readonly side: number;
  readonly halfPx: number;
  /** A cell's width is 2 to this, px. */
  readonly shift: number;
  /** First place in `slots` of each cell; one more at the end. */
  readonly starts: Int32Array;
  readonly slots: Int32Array;
  readonly cells: Int32Array;
}

export function createGrid(mapRadiusPx: number, capacity: number, shift = CELL_SHIFT): Grid {
  const side = Math.ceil((2 * (mapRadiusPx + MARGIN_PX)) / (1 << shift));
  return {
    side,
    halfPx: (side << shift) >> 1,
    shift,
    starts: new Int32Array(side * side + 1),
    slots: new Int32Array(capacity),
    cells: new Int32Array(capacity),
  };
}

interface Placed {
  readonly live: Uint8Array;
  readonly high: number;
}

/** Sorts the live rows into cells by their places, px/65536. */
export function fillGrid(grid: Grid, rows: Placed, xs: Int32Array, ys: Int32Array): void {
  const { starts, slots, cells, side } = grid;
  const { live, high } = rows;
  starts.fill(0);
  for (let slot = 0; slot < high; slot++) {
    if (live[slot] === 0) continue;
    const cell = along(grid, ys[slot] >> 16) * side + along(grid, xs[slot] >> 16);
    cells[slot] = cell;
    starts[cell]++;
  }
  let end = 0;
  for (let cell = 0; cell < starts.length; cell++) {
    end += starts[cell];
    starts[cell] = end;
  }
  for (let slot = high - 1; slot >= 0; slot--) if (live[slot] !== 0) slots[--starts[cells[slot]]] = slot;
}

function along(grid: Grid, px: number): number {
  return clamp((px + grid.halfPx) >> grid.shift, 0, grid.side - 1);
}

/** Writes the slots of every cell that a box (px) touches, by row, column and slot, and returns how many. */
export function gather(
  grid: Grid,
  leftPx: number,
  topPx: number,
  rightPx: number,
  bottomPx: number,
  out: Int32Array,
): number {
  const { starts, slots, side } = grid;
  const left = along(grid, leftPx);
  const right = along(grid, rightPx);
  const bottom = along(grid, bottomPx);
  let count = 0;
  for (let row = along(grid, topPx); row <= bottom; row++) {
    const end = starts[row * side + right + 1];
    for (let i = starts[row * side + left]; i < end; i++) out[count++] = slots[i];
  }
  return count;
}
