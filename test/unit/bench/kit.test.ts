import { describe, expect, it } from "vitest";
import { barChart, lineChart } from "../../bench/kit/plot.ts";
import { Metrics, quantileBetween } from "../../bench/kit/prometheus.ts";
import { median, quantile } from "../../bench/kit/stats.ts";
import { atLeast, atMost, text } from "../../bench/report.ts";

const histogram = (...below: number[]) =>
  new Metrics(
    `t_bucket{le="1"} ${below[0]}\nt_bucket{le="2"} ${below[1]}\nt_bucket{le="+Inf"} ${below[2]}\nt_count ${below[2]}\n`,
  );

describe("metrics", () => {
  it("give a quantile of the samples between two readings", () => {
    const before = histogram(100, 100, 100);
    expect(quantileBetween(before, histogram(150, 200, 200), "t", 0.5)).toBe(1);
    expect(quantileBetween(before, histogram(150, 200, 200), "t", 0.75)).toBe(1.5);
    // Above the last bound, no more is known.
    expect(quantileBetween(before, histogram(100, 110, 200), "t", 0.99)).toBe(2);
  });

  it("throw on a missing metric", () => {
    expect(() => histogram(1, 2, 3).number("none")).toThrow("no number called none");
    expect(histogram(1, 2, 3).number("t_count")).toBe(3);
  });

  it("are summarised by median and quantile", () => {
    expect([median([3, 1, 2]), median([1, 2, 3, 4]), quantile([4, 1, 3, 2], 0.5)]).toEqual([2, 2.5, 3]);
    expect(median([])).toBeNaN();
  });
});

describe("reports", () => {
  it("have a line for each case, ratios first, and targets in both directions", () => {
    const rows = [
      { case: "a", metric: "bytes", value: 100, unit: "B", ratio: 1 },
      { case: "b", metric: "bytes", value: 850, unit: "B", ratio: 8.5 },
    ];
    const targets = [atMost("less", 1, 2), atLeast("more", 1, 2)];
    expect(text({ suite: "s", rows, targets }).split("\n")).toEqual([
      "  s  × bytes  bytes, B",
      "  a        1       100",
      "  b      8.5       850",
      "  MISSED: less: 2, at most 1",
      "  met: more: 2, at least 1",
    ]);
  });

  it("count a target without a measurement as missed", () => {
    expect([atMost("x", 1, Number.NaN).met, atLeast("x", 1, Number.NaN).met]).toEqual([false, false]);
  });

  it("are drawn as SVG for light and dark pages, with any names", () => {
    for (const svg of [
      barChart("a < b", [{ label: "A & B", value: 3, ours: true }]),
      lineChart("t", "players", [{ name: "<n>", points: [[1, 2] as const, [10, 0.5] as const] }]),
    ]) {
      expect(svg).toContain("prefers-color-scheme:dark");
      expect(svg).toMatch(/^<svg /);
      expect(svg.endsWith("</svg>\n")).toBe(true);
      const words = svg.replace(/<\/?(?:svg|title|style|text|rect|line|path|circle)\b[^<>]*>/g, "");
      expect(words).not.toMatch(/<|NaN|&(?!amp;|lt;|gt;)/);
      expect(words).toMatch(/&(?:amp|lt);/);
    }
  });
});
