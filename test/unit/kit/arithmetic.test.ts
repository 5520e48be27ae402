import fc from "fast-check";
import { expect, it } from "vitest";
import { clamp, cos, headingOf, isqrt, ONE, round, sin, TURN, turnBetween, wrap } from "../../../shared/kit/index.ts";

it("gives rules headings and lengths of vectors and back, all in integers and never −0", () => {
  const heading = fc.integer({ min: 0, max: TURN - 1 });
  const length = fc.integer({ min: 1_000, max: 1_000_000 });
  fc.assert(
    fc.property(heading, length, (from, units) => {
      const [x, y] = [round((units * cos(from)) / ONE), round((units * sin(from)) / ONE)];
      for (const value of [x, y]) expect(Number.isSafeInteger(value) && !Object.is(value, -0)).toBe(true);
      expect(Math.abs(isqrt(x * x + y * y) - units)).toBeLessThanOrEqual(2 + units / ONE);
      // A thousandth of a turn, for the shortest.
      expect(Math.abs(turnBetween(headingOf(x, y), from))).toBeLessThanOrEqual(TURN / 1_000);
    }),
  );
});

it("counts headings from +x towards +y", () => {
  expect([sin(0), cos(0), sin(TURN / 4), cos(TURN / 2)]).toEqual([0, ONE, ONE, -ONE]);
  expect([headingOf(5, 0), headingOf(0, 5), headingOf(-5, 0), headingOf(0, -5)]).toEqual([
    0,
    TURN / 4,
    TURN / 2,
    (3 * TURN) / 4,
  ]);
});

it("keeps values within bounds, or on a circle", () => {
  expect([-7, 3, 12].map((value) => clamp(value, 0, 10))).toEqual([0, 3, 10]);
  expect([-10, -1, 0, 9, 10, 25].map((value) => wrap(value, 10))).toEqual([0, 9, 0, 9, 0, 5]);
});
