import { describe, expect, it } from "vitest";
import { CHART_PARTS, decodeChart, encodeChart, newChart } from "../../../../shared/games/arena/wire/chart.ts";
import { createRandom, nextBelow } from "../../../../shared/math/random.ts";

describe("a chart", () => {
  it.each([1, 2, 3])("is complete once both of its parts were sent, seed %i", (seed) => {
    const random = createRandom(seed);
    const [chart, seen] = [newChart(), newChart()];
    seen.cells.fill(1);
    for (const cell of chart.cells.keys()) chart.cells[cell] = nextBelow(random, 4) === 0 ? 1 : 0;
    for (const part of CHART_PARTS) expect(decodeChart(encodeChart(chart, part), part, seen)).toBe(true);
    expect(seen).toEqual(chart);
  });

  it("keeps the rows of a part that was not sent", () => {
    const [chart, seen] = [newChart(), newChart()];
    seen.cells.fill(1);
    decodeChart(encodeChart(chart, 0), 0, seen);
    const rows = Array.from({ length: chart.side }, (_, row) => seen.cells[row * chart.side]);
    expect(rows).toEqual(rows.map((_, row) => row % 2));
  });

  it("ends after its last ship, and refuses another size", () => {
    const chart = newChart();
    expect(encodeChart(chart, 0)).toHaveLength(1);
    chart.cells[0] = 1;
    expect(encodeChart(chart, 0)).toHaveLength(2);
    expect(decodeChart("\u0007", 0, chart)).toBe(false);
    expect(chart.cells[0]).toBe(0);
  });
});
