import { clamp } from "./fixed.ts";

/** Cells are 256 px wide by default. Positions outside the grid belong to its outermost cells. */
const CELL_SHIFT = 8;
const MARGIN_PX = 1_024;
/** Initial room, and most rows. */
const FIRST_ROWS = 16;
const MOST_ROWS = 65_535;

/**
 * A spatial index of a table's slots: one list for each cell, refilled each tick without allocation. Its cost depends on the rows
 * and not on the number of cells. Not part of a world's state.
 */
export interface Grid {
  /** A cell is 2 ** shift px wide. */
  readonly shift: number;
  /** Cells along a side, and the grid's half width. */
  side: number;
  halfPx: number;
  /** By cell: its first slot plus 1; 0: none. */
  heads: Uint16Array;
  /** By slot: the next slot of the same cell plus 1, and the cell it was put into last. */
  next: Uint16Array;
  cells: Int32Array;
  /** Slots at and past this one are in no cell. */
  high: number;
}

/** @param capacity most rows */
export function createGrid(mapRadiusPx: number, capacity: number, shift = CELL_SHIFT): Grid {
  if (capacity > MOST_ROWS) throw new RangeError(`a grid of ${capacity} rows, at most ${MOST_ROWS}`);
  const rows = Math.min(FIRST_ROWS, capacity);
  const cells = new Int32Array(rows);
  const grid = { shift, side: 0, halfPx: 0, heads: new Uint16Array(0), next: new Uint16Array(rows), cells, high: 0 };
  resizeGrid(grid, mapRadiusPx);
  return grid;
}

/** Resizes a grid for another map, and empties it. */
export function resizeGrid(grid: Grid, mapRadiusPx: number): void {
  clearGrid(grid);
  const side = Math.ceil((2 * (mapRadiusPx + MARGIN_PX)) / (1 << grid.shift));
  grid.side = side;
  grid.halfPx = (side << grid.shift) >> 1;
  if (side * side > grid.heads.length) grid.heads = new Uint16Array(side * side);
}

interface Placed {
  readonly live: Uint8Array;
  readonly high: number;
}

/** Sorts the live rows into cells by position, px/65536. */
export function fillGrid(grid: Grid, rows: Placed, xs: Int32Array, ys: Int32Array): void {
  const { live, high } = rows;
  clearGrid(grid);
  if (high > grid.next.length) grow(grid, high);
  const { heads, next, cells, side } = grid;
  grid.high = high;
  // Backwards, so that each cell's list begins with its lowest slot.
  for (let slot = high - 1; slot >= 0; slot--) {
    if (live[slot] === 0) continue;
    const cell = cellIndex(grid, ys[slot] >> 16) * side + cellIndex(grid, xs[slot] >> 16);
    cells[slot] = cell;
    next[slot] = heads[cell];
    heads[cell] = slot + 1;
  }
}

/** Empties all cells. */
export function clearGrid(grid: Grid): void {
  const { heads, cells, high } = grid;
  // Dead rows have stale cells, which are empty anyway.
  for (let slot = 0; slot < high; slot++) heads[cells[slot]] = 0;
  grid.high = 0;
}

function grow(grid: Grid, rows: number): void {
  const room = Math.min(MOST_ROWS, 2 * rows);
  grid.next = new Uint16Array(room);
  grid.cells = new Int32Array(room);
}

/** The column of an x, or the row of a y. */
export function cellIndex(grid: Grid, px: number): number {
  return clamp((px + grid.halfPx) >> grid.shift, 0, grid.side - 1);
}

/** Writes the slots of every cell that a box (px) touches, ordered by row, column and slot. Returns their count. */
export function queryGrid(
  grid: Grid,
  leftPx: number,
  topPx: number,
  rightPx: number,
  bottomPx: number,
  out: Int32Array,
): number {
  const { heads, next, side, high } = grid;
  if (high === 0) return 0;
  const left = cellIndex(grid, leftPx);
  const right = cellIndex(grid, rightPx);
  const bottom = cellIndex(grid, bottomPx);
  let count = 0;
  for (let row = cellIndex(grid, topPx); row <= bottom; row++) {
    const end = row * side + right;
    for (let cell = row * side + left; cell <= end; cell++)
      for (let at = heads[cell]; at !== 0; at = next[at - 1]) out[count++] = at - 1;
  }
  return count;
}
