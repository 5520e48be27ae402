import { describe, expect, it } from "vitest";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { quotient, wilson } from "../../bench/kit/ratio.ts";

describe("confidence", () => {
  it("has Wilson's interval as published: 1 of 10, and none of 10", () => {
    const one = wilson({ tries: 10, hits: 1 });
    expect([one.low, one.high].map((at) => at.toFixed(4))).toEqual(["0.0179", "0.4042"]);
    const none = wilson({ tries: 10, hits: 0 });
    expect([none.low, none.high].map((at) => at.toFixed(4))).toEqual(["0.0000", "0.2775"]);
  });

  it("contains the true ratio in 95 % of its intervals, also for groups that differ", () => {
    const random = createRandom(5);
    const draw = (share: number) =>
      Array.from({ length: 40 }, () => {
        const own = share + (nextBelow(random, 200) - 100) / 1_000;
        let hits = 0;
        for (let i = 0; i < 50; i++) if (nextBelow(random, 1_000_000) < own * 1_000_000) hits++;
        return { tries: 50, hits };
      });
    let within = 0;
    for (let i = 0; i < 1_000; i++) {
      const { low, high } = quotient(draw(0.6), draw(0.75));
      if (low <= 0.8 && 0.8 <= high) within++;
    }
    expect(within, "of 1,000, seed 5").toBeGreaterThan(930);
    expect(within, "of 1,000, seed 5").toBeLessThan(970);
  });
});
