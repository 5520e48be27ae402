import { clamp } from "./fixed.ts";

const CELL_SHIFT = 6;
/** Width of a cell, px. Positions outside the map belong to its outermost cells. */
export const CELL_PX: number = 1 << CELL_SHIFT;
const MARGIN_PX = 1_024;
/** A word holds 32 columns and the next word starts 16 further on, so 16 adjacent columns are always in one word. */
const WINDOW = 16;

/**
 * One bit for each cell that is not empty. Rules out neighbours with one read for each row of cells. Refilled each tick; not part
 * of a world's state.
 */
export interface Occupancy {
  /** Cells along a side, words in a row, and half the width, px. */
  side: number;
  stride: number;
  halfPx: number;
  /** By row, with an empty row before and after. */
  words: Int32Array;
}

interface Placed {
  readonly live: Uint8Array;
  readonly high: number;
}

export function createOccupancy(): Occupancy {
  return { side: 0, stride: 0, halfPx: 0, words: new Int32Array(0) };
}

/** Marks where the live rows of a table are, px/65536. */
export function fillOccupancy(
  cells: Occupancy,
  mapRadiusPx: number,
  rows: Placed,
  xs: Int32Array,
  ys: Int32Array,
): void {
  resize(cells, mapRadiusPx);
  const { live, high } = rows;
  const { side } = cells;
  for (let slot = 0; slot < high; slot++) {
    if (live[slot] === 0) continue;
    const column = along(cells, xs[slot] >> 16);
    const row = along(cells, ys[slot] >> 16);
    // Two in one cell are not alone: mark a neighbouring cell as well.
    if (mark(cells, column, row)) mark(cells, column === side - 1 ? column - 1 : column + 1, row);
  }
}

function resize(cells: Occupancy, mapRadiusPx: number): void {
  const side = Math.ceil((2 * (mapRadiusPx + MARGIN_PX)) / CELL_PX);
  cells.side = side;
  cells.halfPx = (side << CELL_SHIFT) >> 1;
  cells.stride = (side >> 4) + 2;
  const count = (side + 2) * cells.stride;
  if (count > cells.words.length) cells.words = new Int32Array(count);
  else cells.words.fill(0, 0, count);
}

/** Marks a cell. Returns whether it was marked before. */
function mark({ words, stride }: Occupancy, column: number, row: number): boolean {
  const at = (row + 1) * stride + (column >> 4);
  const bit = 1 << (column & (WINDOW - 1));
  const before = words[at + 1];
  words[at + 1] = before | bit;
  words[at] |= bit << WINDOW;
  return (before & bit) !== 0;
}

function along(cells: Occupancy, px: number): number {
  return clamp((px + cells.halfPx) >> CELL_SHIFT, 0, cells.side - 1);
}

/** Whether anything may be in a box (px). False is certain, true is not. */
export function mayContain(
  cells: Occupancy,
  leftPx: number,
  topPx: number,
  rightPx: number,
  bottomPx: number,
): boolean {
  const { words, stride, side, halfPx } = cells;
  const left = (leftPx + halfPx) >> CELL_SHIFT;
  const right = (rightPx + halfPx) >> CELL_SHIFT;
  const top = (topPx + halfPx) >> CELL_SHIFT;
  const bottom = (bottomPx + halfPx) >> CELL_SHIFT;
  const more = right - left;
  // One test for both rare cases: a box beyond an edge, or too wide for a word.
  if ((left | top | (side - 1 - right) | (side - 1 - bottom) | (WINDOW - 1 - more)) < 0) return true;
  let found = 0;
  let at = (top + 1) * stride + (left >> 4) + 1;
  for (let row = top; row <= bottom; row++) {
    found |= words[at];
    at += stride;
  }
  return ((found >>> (left & (WINDOW - 1))) & ((2 << more) - 1)) !== 0;
}

/** Whether nothing else is within {@link CELL_PX} along either axis of a marked point (px). True is certain, false is not. */
export function isAlone(cells: Occupancy, xPx: number, yPx: number): boolean {
  const { words, stride } = cells;
  const left = along(cells, xPx) - 1;
  const at = (along(cells, yPx) + 1) * stride + (left >> 4) + 1;
  const around = words[at - stride] | words[at + stride];
  const shift = left & (WINDOW - 1);
  return (((around >>> shift) & 0b111) | ((words[at] >>> shift) & 0b101)) === 0;
}
