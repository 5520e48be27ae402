import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AnyRules,
  type AnyWorld,
  array,
  type CarriedOver,
  carryOver,
  defineRules,
  flag,
  int,
  list,
  oneOf,
  perSeat,
  record,
  rows,
  seatOrNobody,
  text,
} from "../../../shared/kit/index.ts";
import { anyRules, definition, sample } from "./random-rules.ts";

const HEAD = { id: "g", version: 1, tickHz: 20, seats: 3 };
const WORLD = {
  phase: oneOf("waiting", "racing"),
  title: text(20),
  riders: perSeat({ x: int(0, 300).public(), wish: int(0, 3) }),
  stones: rows(4, { x: int(0, 9).public(), old: flag() }),
  hand: list(5, record({ card: int(0, 51) })),
  board: array(4, int(0, 9)),
};
const OLD = {
  ...HEAD,
  config: { size: int(1, 100, 60) },
  world: WORLD,
  commands: { go: { fields: {}, apply() {} } },
};
const old = defineRules(OLD);

function played() {
  const world = old.machine.create(9, old.configOf({ size: 70 }));
  old.machine.step(world, [{ type: "join", seat: 1 }], () => {});
  world.riders[1].x = 300;
  world.phase = "racing";
  world.title = "twenty bytes of text";
  world.hand.push({ card: 50 }, { card: 2 });
  world.board[3] = 9;
  const [first, second] = [world.stones.add({ x: 1 }), world.stones.add({ x: 9, old: true })];
  if (first !== null && second !== null) world.stones.remove(first);
  return world;
}

/** The same for rules of any game. */
const carryOverAny = carryOver as unknown as (from: AnyRules, world: AnyWorld, to: AnyRules) => CarriedOver<AnyWorld>;

describe("a world under other rules", () => {
  it("keeps fields of the same name, initialises new ones, drops removed ones, and continues alike", () => {
    const next = defineRules({
      ...HEAD,
      version: 2,
      seats: 4,
      tickHz: 60,
      config: { size: int(1, 100, 60), speed: int(1, 9, 4) },
      world: {
        riders: perSeat({ heading: int(0, 3, 2).public(), x: int(-9, 999).public() }),
        hand: list(9, record({ card: int(0, 51), up: flag() })),
        stones: rows(7, { x: int(0, 9).public(), left: int(1, 3) }),
        winner: seatOrNobody(),
        phase: oneOf("over", "racing", "waiting"),
      },
      continued: { stones: { continue: () => ({}) } },
    });
    const world = played();
    const before = old.machine.save(world);
    const result = carryOver(old, world, next);
    if (!("world" in result)) throw new Error(result.refused);
    expect(result.world).toMatchObject({
      tick: 1,
      phase: "racing",
      winner: -1,
      seats: ["empty", "here", "empty", "empty"],
      config: { size: 70, speed: 4 },
      riders: [
        { x: 0, heading: 2 },
        { x: 300, heading: 2 },
        { x: 0, heading: 2 },
        { x: 0, heading: 2 },
      ],
      hand: [
        { card: 50, up: false },
        { card: 2, up: false },
      ],
    });
    expect([...result.world.stones]).toEqual([{ id: 2, slot: 1, x: 9, left: 1 }]);
    expect(next.publishedRows(result.world, "stones")).toEqual([null, { id: 2, at: 1, row: { x: 9 } }]);
    expect(result.world.stones.add({})).toMatchObject({ id: 3, slot: 0 });
    next.checkWorld(result.world);
    expect(next.machine.load(next.machine.save(result.world))).toEqual(result.world);
    expect(old.machine.save(world)).toEqual(before);
  });

  it("is the same under the same rules, except that its rows are published again", () => {
    fc.assert(
      fc.property(sample, ({ rules, world }) => {
        const result = carryOverAny(rules, world, rules);
        if (!("world" in result)) throw new Error(result.refused);
        const hidden = { ...result.world.hidden, published: world.hidden.published };
        expect({ ...result.world, hidden }).toEqual({ ...world });
      }),
      { numRuns: 60 },
    );
  });

  it("is within its bounds, or refused, under any other rules", () => {
    const results = { world: 0, refused: 0 };
    fc.assert(
      fc.property(sample, definition, ({ rules, world }, other) => {
        const next = anyRules(other);
        const before = rules.machine.save(world);
        const result = carryOverAny(rules, world, next);
        expect(rules.machine.save(world)).toEqual(before);
        if ("world" in result) {
          next.checkWorld(result.world);
          expect(next.machine.load(next.machine.save(result.world))).toEqual(result.world);
          results.world++;
        } else {
          expect(result.refused).toMatch(/^any\.[a-z]/);
          results.refused++;
        }
      }),
      { numRuns: 200 },
    );
    expect(Math.min(results.world, results.refused)).toBeGreaterThan(20);
  });

  it("shares nothing with the original", () => {
    const world = played();
    const result = carryOver(old, world, defineRules(OLD));
    if (!("world" in result)) throw new Error(result.refused);
    expect(old.machine.hash(result.world)).toBe(old.machine.hash(world));
    result.world.riders[1].x = 0;
    result.world.hand[0].card = 0;
    expect(world).toMatchObject({ riders: { 1: { x: 300 } }, hand: { 0: { card: 50 } } });
  });

  it.each<[over: object, refused: string]>([
    [{ riders: perSeat({ x: int(0, 255) }) }, "g.world.riders.x: 300 is not a whole number from 0 to 255"],
    [{ riders: perSeat({ x: flag() }) }, "g.world.riders.x: was of kind int, is of kind flag"],
    [{ riders: int(0, 3) }, "g.world.riders: was of kind perSeat, is of kind int"],
    [{ phase: oneOf("waiting", "over") }, 'g.world.phase: "racing" is none of waiting, over'],
    [{ title: text(19) }, 'g.world.title: "twenty bytes of text" has 20 bytes, more than 19'],
    [{ hand: list(1, record({ card: int(0, 51) })) }, "g.world.hand: 2 values, more than 1"],
    [{ hand: list(5, record({ card: int(0, 49) })) }, "g.world.hand[].card: 50 is not a whole number from 0 to 49"],
    [{ board: array(5, int(0, 9)) }, "g.world.board: 4 values, not 5"],
    [{ board: list(5, int(0, 9)) }, "g.world.board: was of kind array, is of kind list"],
    [{ stones: rows(1, { x: int(0, 9) }) }, "g.world.stones: 2 slots, more than 1"],
    [{ stones: rows(4, { x: int(0, 8) }) }, "g.world.stones.x: 9 is not a whole number from 0 to 8"],
  ])("is refused where a column cannot hold it: %#, %s", (over, refused) => {
    const next = defineRules({ ...OLD, world: { ...WORLD, ...over } });
    expect(carryOver(old, played(), next)).toEqual({ refused });
  });

  it("is refused if seats or settings do not fit", () => {
    expect(carryOver(old, played(), defineRules({ ...OLD, seats: 2 }))).toEqual({
      refused: "g.world.seats: 3 values, not 2",
    });
    expect(carryOver(old, played(), defineRules({ ...OLD, config: { size: int(1, 64) } }))).toEqual({
      refused: "g.world.config.size: 70 is not a whole number from 1 to 64",
    });
  });

  it("takes settings of the new rules where they are given, whatever the old ones were", () => {
    const next = defineRules({ ...OLD, config: { size: int(1, 64, 32), speed: int(1, 9, 4) } });
    const result = carryOver(old, played(), next, { size: 50, speed: 9 });
    expect(result).toMatchObject({ world: { tick: 1, config: { size: 50, speed: 9 }, phase: "racing" } });
    expect(() => carryOver(old, played(), next, { size: 65, speed: 9 })).toThrow("g.config.size: 65");
  });

  it("D12: is refused if its secrets would become public", () => {
    const secret = defineRules({ ...OLD, entropy: true, joined: (game) => game.needEntropy() });
    const world = secret.machine.create(1, secret.configOf());
    secret.machine.step(
      world,
      [
        { type: "join", seat: 0 },
        { type: "entropy", words: [1, 2, 3, 4] },
      ],
      () => {},
    );
    expect(carryOver(secret, world, defineRules(OLD))).toEqual({
      refused: "g.entropy: the world has secrets, and these rules have none",
    });
    const result = carryOver(secret, world, defineRules({ ...OLD, entropy: true }));
    expect("world" in result && secret.machine.hash(result.world)).toBe(secret.machine.hash(world));
  });
});
