import { describe, expect, it } from "vitest";
import { type AnyBlendRule, Corrections, checkBlend } from "../../../client/kit/corrections.ts";
import trails from "../../../examples/trails/rules.ts";
import { asAnyRules } from "../../../shared/kit/index.ts";

const FRAME_S = 1 / 60;
const SIZE = 1_000;
const STRAIGHT: AnyBlendRule = { table: "boats", columns: ["x", "y"], maxUnits: 50 };
const ROUND: AnyBlendRule = { ...STRAIGHT, circle: ({ size }) => size as number };
const WORLD = { size: SIZE };

const boats = (...places: [x: number, y: number][]) => ({
  boats: places.map(([x, y], id) => ({ id, isOwn: false, x, y, name: `boat ${id}` })),
});

/** A boat's place as it is drawn, where a patch moved it. */
function moved(rule: AnyBlendRule, from: [number, number], to: [number, number], wayS: number | null = null) {
  const corrections = new Corrections([rule], () => wayS);
  corrections.add(boats(from), boats(to), WORLD);
  const [row] = boats(to).boats;
  const drawn = () => {
    const { x, y } = corrections.drawn("boats", row, WORLD) as unknown as { x: number; y: number };
    return [x, y];
  };
  return { corrections, row, drawn };
}

describe("a correction", () => {
  it("begins where the row was shown, halves in less than a tenth of a second, and is over in one", () => {
    const { corrections, row, drawn } = moved(STRAIGHT, [100, 100], [130, 60]);
    expect(drawn()).toEqual([100, 100]);
    let left = 50;
    for (let frame = 1; frame <= 60; frame++) {
      corrections.fade(FRAME_S);
      const [x, y] = drawn();
      const now = Math.hypot(x - 130, y - 60);
      expect(now).toBeLessThanOrEqual(left);
      // On the straight line between them.
      expect((x - 130) * 40 + (y - 60) * 30).toBeCloseTo(0, 6);
      if (frame === 6) expect(now).toBeLessThan(25);
      left = now;
    }
    expect(corrections.drawn("boats", row, WORLD)).toBe(row);
  });

  it("takes as long, whatever the frames", () => {
    const [often, seldom] = [0, 1].map(() => moved(STRAIGHT, [100, 100], [130, 60]));
    for (let i = 0; i < 12; i++) often.corrections.fade(FRAME_S);
    seldom.corrections.fade(12 * FRAME_S);
    expect(often.drawn()[0]).toBeCloseTo(seldom.drawn()[0], 9);
  });

  it("goes on from where the last one had come to", () => {
    const { corrections, drawn } = moved(STRAIGHT, [100, 100], [130, 60]);
    corrections.fade(0.07);
    expect(drawn()).toEqual([115, 80]);
    corrections.add(boats([130, 60]), boats([140, 60]), WORLD);
    const [row] = boats([140, 60]).boats;
    expect(corrections.drawn("boats", row, WORLD)).toMatchObject({ x: 115, y: 80, name: "boat 0" });
  });

  it("is shown at once where it is farther than it may go, or of a row that was not there", () => {
    expect(moved(STRAIGHT, [100, 100], [130, 59]).drawn()).toEqual([130, 59]);
    const corrections = new Corrections([STRAIGHT], () => null);
    corrections.add(boats(), boats([5, 5]), WORLD);
    expect(corrections.drawn("boats", boats([5, 5]).boats[0], WORLD)).toMatchObject({ x: 5, y: 5 });
  });

  it("goes the shorter way round, and stays within the circle", () => {
    const { corrections, drawn } = moved(ROUND, [990, 5], [10, 5]);
    expect(drawn()).toEqual([990, 5]);
    corrections.fade(0.07);
    expect(drawn()).toEqual([0, 5]);
    expect(moved(ROUND, [10, 5], [995, 5]).drawn()).toEqual([10, 5]);
    expect(moved(STRAIGHT, [990, 5], [10, 5]).drawn()).toEqual([10, 5]);
  });
});

describe("a row of a table that is not continued", () => {
  it("goes straight to where a patch brings it, at an even speed, and is there in time", () => {
    const { corrections, row, drawn } = moved(STRAIGHT, [100, 100], [130, 60], 0.06);
    const places = Array.from({ length: 4 }, () => {
      const at = drawn();
      corrections.fade(0.02);
      return at.map(Math.round);
    });
    expect(places).toEqual([
      [100, 100],
      [110, 87],
      [120, 73],
      [130, 60],
    ]);
    expect(corrections.isStill("boats")).toBe(true);
    expect(corrections.drawn("boats", row, WORLD)).toBe(row);
  });

  it("keeps its speed from patch to patch, also where one is early or late", () => {
    const { corrections } = moved(STRAIGHT, [0, 0], [10, 0], 0.05 * 1.25);
    let [at, last, slowest, fastest] = [10, 0, 1_000, 0];
    for (const [patch, waitS] of [0.05, 0.042, 0.058, 0.05, 0.045, 0.055, 0.05].entries()) {
      if (patch > 0) corrections.add(boats([at, 0]), boats([at + 10, 0]), WORLD);
      if (patch > 0) at += 10;
      for (let i = 0; i < 10; i++) {
        corrections.fade(waitS / 10);
        const { x } = corrections.drawn("boats", boats([at, 0]).boats[0], WORLD) as unknown as { x: number };
        const perS = (x - last) / (waitS / 10);
        if (patch > 2) [slowest, fastest] = [Math.min(slowest, perS), Math.max(fastest, perS)];
        last = x;
      }
    }
    // 10 units each 0.05 s are 200 a second.
    expect(slowest).toBeGreaterThan(150);
    expect(fastest).toBeLessThan(250);
  });
});

describe("what a page says of corrections", () => {
  const rule = { table: "riders", columns: ["x"], maxUnits: 10 };
  it("is refused where it cannot be, and named", () => {
    const check = (change: Partial<AnyBlendRule>) => () =>
      checkBlend(asAnyRules(trails), { ...rule, ...change }, "games/trails: blend");
    expect(check({})).not.toThrow();
    expect(check({ table: "walls" })).not.toThrow();
    expect(check({ table: "cars" })).toThrow("games/trails: blend: there is no table cars");
    expect(check({ columns: ["x", "isAlive"] })).toThrow("blend: riders.isAlive is no public column of whole numbers");
    expect(check({ maxUnits: 0 })).toThrow("maxUnits of riders is 0; a number above 0 would do");
  });
});
