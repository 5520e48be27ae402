import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CELL_PX, createOccupancy, fillOccupancy, isAlone, mayContain } from "../../../shared/math/occupancy.ts";

const PX = 65_536;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Near one another more often than not, and at times beyond the map. */
const place = fc.oneof(
  fc.record({ x: fc.integer({ min: -300, max: 300 }), y: fc.integer({ min: -300, max: 300 }) }),
  fc.record({ x: fc.integer({ min: -32_000, max: 32_000 }), y: fc.integer({ min: -32_000, max: 32_000 }) }),
);
const places = fc.array(place, { maxLength: 40 });
const radiusPx = fc.constantFrom(1_000, 2_500, 8_000);

const cells = createOccupancy();

function fill(mapRadiusPx: number, all: readonly Place[]): void {
  const live = Uint8Array.from(all, () => 1);
  const xs = Int32Array.from(all, ({ x }) => x * PX);
  const ys = Int32Array.from(all, ({ y }) => y * PX);
  fillOccupancy(cells, mapRadiusPx, { live, high: all.length }, xs, ys);
}

describe("occupancy", () => {
  it("never calls a box empty that has anything in it, however many maps were marked before", () => {
    const box = fc.record({
      at: place,
      wide: fc.integer({ min: 0, max: 1_200 }),
      high: fc.integer({ min: 0, max: 700 }),
    });
    fc.assert(
      fc.property(radiusPx, places, box, (radius, all, { at, wide, high }) => {
        fill(radius, all);
        const holds = all.some(({ x, y }) => x >= at.x && x <= at.x + wide && y >= at.y && y <= at.y + high);
        if (holds) expect(mayContain(cells, at.x, at.y, at.x + wide, at.y + high)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never calls anything alone that has another within a cell's width", () => {
    fc.assert(
      fc.property(radiusPx, places, (radius, all) => {
        fill(radius, all);
        for (const [i, { x, y }] of all.entries()) {
          const near = all.some((b, j) => i !== j && Math.abs(b.x - x) <= CELL_PX && Math.abs(b.y - y) <= CELL_PX);
          if (near) expect(isAlone(cells, x, y)).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("knows what is far from everything, and drops what left", () => {
    fill(2_500, [
      { x: 0, y: 0 },
      { x: 3 * CELL_PX, y: 0 },
      { x: 0, y: -3 * CELL_PX },
    ]);
    expect(isAlone(cells, 0, 0)).toBe(true);
    expect(mayContain(cells, -2_000, -2_000, -1_500, -1_500)).toBe(false);
    fill(2_500, []);
    expect(mayContain(cells, -100, -100, 100, 100)).toBe(false);
  });

  it("sees the far end of boxes of any width", () => {
    for (let x = -1_500; x < 1_500; x += 37) {
      fill(2_500, [{ x, y: 0 }]);
      for (let wide = 0; wide < 1_500; wide += 61)
        expect(mayContain(cells, x - wide, -10, x, 10), `${x} ${wide}`).toBe(true);
    }
  });

  it("skips rows that are not live", () => {
    fillOccupancy(cells, 1_000, { live: new Uint8Array(1), high: 1 }, new Int32Array(1), new Int32Array(1));
    expect(mayContain(cells, -100, -100, 100, 100)).toBe(false);
  });
});
