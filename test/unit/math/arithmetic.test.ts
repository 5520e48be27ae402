import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clamp, isqrt, round, round32, turnBetween, wrapTurn } from "../../../shared/math/fixed.ts";
import { Hasher } from "../../../shared/math/hash.ts";
import { createRandom, nextBelow, nextBetween, nextUint32 } from "../../../shared/math/random.ts";
import {
  ATAN_TABLE,
  cos,
  cosFine,
  headingOf,
  orbitAngle,
  SINE_TABLE,
  sin,
  sinFine,
} from "../../../shared/math/trig.ts";
import golden from "../../golden/trig.json";

const whole = (most: number) => fc.integer({ min: -most, max: most });

describe("fixed point", () => {
  it("D2: rounds halves away from zero, alike on both sides, and never to −0", () => {
    expect([0.5, -0.5, 1.49, -1.49, -0.2, 2.5, -2.5].map(round)).toEqual([1, -1, 1, -1, 0, 3, -3]);
    fc.assert(fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (x) => round(-x) === 0 - round(x)));
    expect(Object.is(round(-0.2), 0)).toBe(true);
    expect(Object.is(round(-0), 0)).toBe(true);
  });

  it("D2: rounds to an int32 exactly as it rounds to any other number", () => {
    const same = (x: number) => Object.is(round32(x), round(x));
    expect([0, -0, 0.5, -0.5, -0.7, 0.49999999999999994, -0.49999999999999994].every(same)).toBe(true);
    for (const most of [3, 1e6, 0x7fffffff])
      fc.assert(fc.property(fc.double({ min: -most, max: most, noNaN: true }), same));
    fc.assert(fc.property(whole(0x7ffffffe), (x) => same(x) && same(x + 0.5) && same(x - 0.5)));
  });

  it("turns the short way", () => {
    expect(turnBetween(100, 200)).toBe(100);
    expect(turnBetween(65_000, 200)).toBe(736);
    expect(turnBetween(200, 65_000)).toBe(-736);
    fc.assert(fc.property(whole(1e6), whole(1e6), (a, b) => wrapTurn(a + turnBetween(a, b)) === wrapTurn(b)));
  });

  it("rounds roots down, and clamps", () => {
    expect([0, 1, 3, 4, 15, 16].map(isqrt)).toEqual([0, 1, 1, 2, 3, 4]);
    expect([-9, 3, 9].map((x) => clamp(x, -2, 5))).toEqual([-2, 3, 5]);
  });
});

describe("trigonometry from tables", () => {
  it("D2: the tables are the ones every engine must have", () => {
    expect(new Hasher().words(SINE_TABLE).words(ATAN_TABLE).digest()).toBe(golden.trig);
  });

  it("is sine and cosine to within a table's step", () => {
    for (let heading = 0; heading < 65_536; heading += 97) {
      const angle = ((heading & ~15) / 65_536) * 2 * Math.PI;
      expect(Math.abs(sin(heading) - Math.sin(angle) * 65_536)).toBeLessThan(0.51);
      expect(Math.abs(cos(heading) - Math.cos(angle) * 65_536)).toBeLessThan(0.51);
    }
  });

  it("finds a vector's heading to within two units", () => {
    fc.assert(
      fc.property(whole(2e9), whole(2e9), (x, y) => {
        if (Math.abs(x) + Math.abs(y) < 1000) return;
        const exact = (Math.atan2(y, x) / (2 * Math.PI)) * 65_536;
        expect(Math.abs(turnBetween(headingOf(x, y), Math.round(exact)))).toBeLessThanOrEqual(4);
      }),
    );
    expect(headingOf(0, 0)).toBe(0);
  });

  it("moves slow orbits without steps: fine angles differ from the sine by less than a unit", () => {
    for (let tick = 0; tick < 100_000; tick += 313) {
      const angle = orbitAngle(20_000, 100_000, tick);
      const exact = (20_000 / 65_536 + tick / 100_000) * 2 * Math.PI;
      expect(Math.abs(sinFine(angle) - Math.sin(exact) * 65_536)).toBeLessThan(1);
      expect(Math.abs(cosFine(angle) - Math.cos(exact) * 65_536)).toBeLessThan(1);
    }
  });

  it("turns an orbit once in its period, and backwards when that is negative", () => {
    expect(orbitAngle(500, 7_200, 7_200 * 3)).toBe(orbitAngle(500, 7_200, 0));
    expect(orbitAngle(0, 4_000, 1_000)).toBe(1 << 26);
    expect(orbitAngle(0, -4_000, 1_000)).toBe(3 * (1 << 26));
  });
});

describe("the seeded generator", () => {
  it("D1: draws the same numbers from the same seed", () => {
    const a = createRandom(42);
    const b = createRandom(42);
    expect(Array.from({ length: 50 }, () => nextUint32(a))).toEqual(Array.from({ length: 50 }, () => nextUint32(b)));
    const first = [1, 2, 3].map((seed) => nextUint32(createRandom(seed)));
    expect(new Set(first).size).toBe(3);
  });

  it("stays within its bounds and reaches all of them evenly", () => {
    const state = createRandom(9);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i++) counts[nextBelow(state, 10)]++;
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
    const drawn = new Set(Array.from({ length: 400 }, () => nextBetween(state, -3, 3)));
    expect([...drawn].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  });
});

describe("the hash", () => {
  const digest = (words: readonly number[]) => new Hasher().words(Int32Array.from(words)).digest();

  it("is 16 hex digits and depends on values, order and length", () => {
    expect(digest([1, 2, 3])).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set([[], [0], [0, 0], [1, 2], [2, 1], [1, 2, 0]].map(digest)).size).toBe(6);
  });

  it("flips about half of its 64 bits for any one bit of a word", () => {
    const base = Int32Array.from({ length: 40 }, (_, i) => Math.imul(i, 0x9e3779b9));
    let flipped = 0;
    for (let bit = 0; bit < 40 * 32; bit++) {
      const changed = base.slice();
      changed[bit >> 5] ^= 1 << (bit & 31);
      const [a, b] = [BigInt(`0x${digest([...base])}`), BigInt(`0x${digest([...changed])}`)];
      const bits = (a ^ b).toString(2).replaceAll("0", "").length;
      expect(bits).toBeGreaterThan(8);
      flipped += bits;
    }
    expect(Math.abs(flipped / (40 * 32) - 32)).toBeLessThan(2);
  });

  it("has no collision among a hundred thousand near neighbours", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100_000; i++) seen.add(digest([i & 255, i >> 8, 0]));
    expect(seen.size).toBe(100_000);
  });

  it("hashes safe integers and text completely", () => {
    const number = (value: number) => new Hasher().number(value).digest();
    expect(number(2 ** 32)).not.toBe(number(0));
    expect(number(-1)).not.toBe(number(2 ** 32 - 1));
    expect(new Hasher().text("ab").text("c").digest()).not.toBe(new Hasher().text("a").text("bc").digest());
  });
});
