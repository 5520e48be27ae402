import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clamp, ONE } from "../../../shared/math/fixed.ts";
import { createGrid, fillGrid, type Grid, queryGrid, resizeGrid } from "../../../shared/math/grid.ts";

interface Row {
  readonly live: boolean;
  readonly xPx: number;
  readonly yPx: number;
}

const CAPACITY = 300;
const place = fc.integer({ min: -9_000, max: 9_000 });
const rows = fc.array(fc.record({ live: fc.boolean(), xPx: place, yPx: place }), { maxLength: CAPACITY });
const radiusPx = fc.integer({ min: 1_000, max: 8_000 });
const box = fc.record({ xPx: place, yPx: place, reachPx: fc.integer({ min: 0, max: 3_000 }) });
type Box = typeof box extends fc.Arbitrary<infer T> ? T : never;

function fill(grid: Grid, all: readonly Row[]): void {
  const column = (value: (row: Row) => number) => Int32Array.from(all, value);
  const live = Uint8Array.from(all, (row) => (row.live ? 1 : 0));
  const xs = column(({ xPx }) => xPx * ONE);
  fillGrid(
    grid,
    { live, high: all.length },
    xs,
    column(({ yPx }) => yPx * ONE),
  );
}

/** Whoever is in a cell that the box touches: by row, column and slot. */
function expected(grid: Grid, all: readonly Row[], { xPx, yPx, reachPx }: Box): number[] {
  const along = (px: number) => clamp((px + grid.halfPx) >> grid.shift, 0, grid.side - 1);
  const within = (px: number, middle: number) =>
    along(px) >= along(middle - reachPx) && along(px) <= along(middle + reachPx);
  const cell = (slot: number) => along(all[slot].yPx) * grid.side + along(all[slot].xPx);
  return [...all.keys()]
    .filter((slot) => all[slot].live && within(all[slot].xPx, xPx) && within(all[slot].yPx, yPx))
    .sort((a, b) => cell(a) - cell(b) || a - b);
}

function found(grid: Grid, { xPx, yPx, reachPx }: Box): number[] {
  const out = new Int32Array(CAPACITY);
  return [...out.subarray(0, queryGrid(grid, xPx - reachPx, yPx - reachPx, xPx + reachPx, yPx + reachPx, out))];
}

describe("a grid", () => {
  it("D2: returns slots by row, column and slot, however often it was filled, for any map", () => {
    const grid = createGrid(2_000, CAPACITY);
    fc.assert(
      fc.property(rows, radiusPx, box, (all, radius, where) => {
        resizeGrid(grid, radius);
        fill(grid, all);
        expect(found(grid, where)).toEqual(expected(grid, all, where));
      }),
    );
  });

  it("is empty before it is filled, and after a resize for another map", () => {
    const everywhere = { xPx: 0, yPx: 0, reachPx: 20_000 };
    const grid = createGrid(2_000, CAPACITY);
    expect(found(grid, everywhere)).toEqual([]);
    fill(grid, [{ live: true, xPx: 0, yPx: 0 }]);
    expect(found(grid, everywhere)).toEqual([0]);
    resizeGrid(grid, 3_000);
    expect(found(grid, everywhere)).toEqual([]);
  });

  it("D8: holds as many rows as its indices allow", () => {
    expect(() => createGrid(2_000, 65_536)).toThrow(RangeError);
  });
});
