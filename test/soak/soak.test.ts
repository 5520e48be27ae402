import { describe, expect, it } from "vitest";
import { type Sample, slopes } from "./slopes.ts";

describe("a long run", () => {
  const samples = (value: (i: number) => number): Sample[] =>
    Array.from({ length: 100 }, (_, i) => ({ atS: i * 60, values: { heap: value(i) } }));
  const flat = { heap: { share: 0.05, besides: 1 } };

  it("tells a number that rises from one that only sways, or that filled up at first", () => {
    const [rising] = slopes(
      samples((i) => 100 + i),
      flat,
    );
    expect(rising).toMatchObject({ flat: false, samples: 75 });
    expect(rising.perHour).toBeCloseTo(60, 6);
    expect(
      slopes(
        samples((i) => 100 + (i % 7)),
        flat,
      )[0].flat,
    ).toBe(true);
    expect(
      slopes(
        samples((i) => Math.min(i * 10, 200)),
        flat,
      )[0].flat,
    ).toBe(true);
    expect(
      slopes(
        samples((i) => 500 - i),
        flat,
      )[0].flat,
    ).toBe(true);
  });
});
