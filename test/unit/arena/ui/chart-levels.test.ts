import { describe, expect, it } from "vitest";
import { ChartLevels } from "../../../../client/games/arena/hud/chart-levels.ts";
import { blankFrame } from "../../../../client/games/arena/model/blank-views.ts";
import { arenaConfig } from "../../../../shared/games/arena/index.ts";
import { CHART_SIDE } from "../../../../shared/games/arena/wire/chart.ts";

/** A frame of someone at a place, px, with a ship in each of some cells: rows and columns. */
function frameAt(x: number, y: number, ...cells: readonly (readonly [row: number, column: number])[]) {
  const frame = blankFrame();
  frame.config = arenaConfig({});
  frame.focus.x = x;
  frame.focus.y = y;
  for (const [row, column] of cells) frame.chart.cells[row * frame.chart.side + column] = 1;
  return frame;
}

const LONG_MS = 10_000;
const levelAt = ({ values }: ChartLevels, row: number, column: number) => values[row * CHART_SIDE + column];

describe("the map's glow", () => {
  it("appears where the chart has ships, and nowhere else", () => {
    const levels = new ChartLevels();
    levels.update(frameAt(0, 0, [2, 20], [CHART_SIDE - 1, 0]), LONG_MS);
    expect([levelAt(levels, 2, 20), levelAt(levels, CHART_SIDE - 1, 0)].map(Math.round)).toEqual([1, 1]);
    expect(levels.values.reduce((sum, level) => sum + level, 0)).toBeCloseTo(2, 5);
  });

  it("leaves out ships in view, which the map shows individually", () => {
    const levels = new ChartLevels();
    const { radiusPx } = arenaConfig({}).map;
    const cellPx = (2 * radiusPx) / CHART_SIDE;
    const [x, y] = [20.5 * cellPx - radiusPx, 2.5 * cellPx - radiusPx];
    levels.update(frameAt(x, y, [2, 20]), LONG_MS);
    expect(levelAt(levels, 2, 20)).toBe(0);
    levels.update(frameAt(x - 1_400, y, [2, 20]), LONG_MS);
    expect(levelAt(levels, 2, 20)).toBeCloseTo(0.5, 1);
    levels.update(frameAt(x - 3_000, y, [2, 20]), LONG_MS);
    expect(levelAt(levels, 2, 20)).toBeCloseTo(1, 5);
  });

  it("fades in and out", () => {
    const levels = new ChartLevels();
    const seen: number[] = [];
    for (let i = 0; i < 20; i++) {
      levels.update(i < 10 ? frameAt(0, 0, [0, 0]) : frameAt(0, 0), 50);
      seen.push(levelAt(levels, 0, 0));
    }
    for (let i = 1; i < 20; i++) expect(Math.abs(seen[i] - seen[i - 1])).toBeLessThan(0.2);
    expect(seen[9]).toBeGreaterThan(0.7);
    expect(seen[19]).toBeLessThan(0.3);
  });
});
