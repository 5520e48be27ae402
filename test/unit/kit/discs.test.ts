import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bounceDiscs, distance, type MovingDisc, slideDisc } from "../../../shared/kit/index.ts";

const TOUCH = 110_000;
const disc = fc.record({
  x: fc.integer({ min: -60_000, max: 60_000 }),
  y: fc.integer({ min: -60_000, max: 60_000 }),
  vx: fc.integer({ min: -20_000, max: 20_000 }),
  vy: fc.integer({ min: -20_000, max: 20_000 }),
});

/** Both discs after a bounce, or without one. */
function bounced(a: MovingDisc, b: MovingDisc, touchUnits = TOUCH) {
  const after = [{ ...a }, { ...b }] as const;
  return { isBounce: bounceDiscs(...after, touchUnits), after };
}

const closing = (a: MovingDisc, b: MovingDisc) => (a.vx - b.vx) * (b.x - a.x) + (a.vy - b.vy) * (b.y - a.y);
const energy = (...discs: readonly MovingDisc[]) => discs.reduce((sum, { vx, vy }) => sum + vx * vx + vy * vy, 0);
const mirrored = ({ x, y, vx, vy }: MovingDisc) => ({ x: 0 - x, y: 0 - y, vx: 0 - vx, vy: 0 - vy });

describe("two discs", () => {
  it("swap their velocities head on", () => {
    const { after } = bounced({ x: 0, y: 0, vx: 5, vy: 0 }, { x: 100, y: 0, vx: -2, vy: 0 }, 100);
    expect(after.map(({ vx, vy }) => [vx, vy])).toEqual([
      [-2, 0],
      [5, 0],
    ]);
  });

  it("keep their momentum to the unit, gain no energy but by rounding, and part", () => {
    fc.assert(
      fc.property(disc, disc, (a, b) => {
        const { isBounce, after } = bounced(a, b);
        const [c, d] = after;
        expect([c.vx + d.vx, c.vy + d.vy]).toEqual([a.vx + b.vx, a.vy + b.vy]);
        if (!isBounce) return;
        const speed = Math.hypot(a.vx - b.vx, a.vy - b.vy);
        expect(energy(c, d)).toBeLessThanOrEqual(energy(a, b) + 2 * speed + 2);
        expect(closing(c, d)).toBeLessThanOrEqual(2 * Math.hypot(a.x - b.x, a.y - b.y));
        expect([c.vx, c.vy, d.vx, d.vy].every((v) => Number.isSafeInteger(v) && !Object.is(v, -0))).toBe(true);
      }),
    );
  });

  it("bounce the same whichever comes first, and seen from the other side", () => {
    fc.assert(
      fc.property(disc, disc, (a, b) => {
        const { after } = bounced(a, b);
        expect([...bounced(b, a).after].reverse()).toEqual(after);
        expect(bounced(mirrored(a), mirrored(b)).after).toEqual(after.map(mirrored));
      }),
    );
  });

  it("go on where they are apart, or part already", () => {
    fc.assert(
      fc.property(disc, disc, (a, b) => {
        const isApart = Math.hypot(a.x - b.x, a.y - b.y) > TOUCH;
        const { isBounce, after } = bounced(a, b);
        expect(isBounce).toBe(!isApart && closing(a, b) > 0);
        if (!isBounce) expect(after).toEqual([a, b]);
      }),
    );
  });
});

describe("a disc that slides", () => {
  it("goes its way straight on, slower by as much each tick, and lies still", () => {
    const stone = { x: 10, y: 20, vx: 300, vy: -400 };
    expect(slideDisc(stone, 100)).toBe(true);
    expect(stone).toEqual({ x: 310, y: -380, vx: 240, vy: -320 });
    const speeds = Array.from({ length: 4 }, () => (slideDisc(stone, 100) ? Math.hypot(stone.vx, stone.vy) : 0));
    expect(speeds).toEqual([300, 200, 100, 0]);
    expect(stone).toEqual({ x: 910, y: -1_180, vx: 0, vy: 0 });
    expect(slideDisc(stone, 100)).toBe(false);
  });

  it("stays in integers, loses its speed to two units, and never has −0", () => {
    fc.assert(
      fc.property(disc, fc.integer({ min: 0, max: 30_000 }), (before, slowdown) => {
        const after = { ...before };
        const isMoving = slideDisc(after, slowdown);
        const speed = Math.max(0, Math.hypot(before.vx, before.vy) - slowdown);
        expect(Math.abs(Math.hypot(after.vx, after.vy) - speed)).toBeLessThanOrEqual(2);
        expect(isMoving).toBe(Math.floor(Math.hypot(before.vx, before.vy)) > slowdown);
        expect(Object.values(after).every((value) => Number.isSafeInteger(value) && !Object.is(value, -0))).toBe(true);
      }),
    );
  });
});

it("the distance of two points is in whole units", () => {
  expect([distance({ x: -1, y: 2 }, { x: 2, y: -2 }), distance({ x: 0, y: 0 }, { x: 1, y: 1 })]).toEqual([5, 1]);
});
