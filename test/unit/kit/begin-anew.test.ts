import { describe, expect, it } from "vitest";
import { asAnyRules, beginAnew, defineRules, int, perSeat, tick } from "../../../shared/kit/index.ts";

const rules = defineRules({
  id: "g",
  version: 1,
  tickHz: 20,
  seats: 2,
  config: { size: int(1, 100, 60) },
  world: { startedAt: tick(), walkers: perSeat({ joinedAt: tick(), drops: int(0, 9) }) },
  created({ world, tick: now }) {
    world.startedAt = now;
  },
  joined({ world, tick: now }, seat) {
    world.walkers[seat].joinedAt = now;
  },
  dropped({ world }, seat) {
    world.walkers[seat].drops++;
  },
});
const larger = defineRules({ ...rules.definition, seats: 3 });

/** A world of three seats with players on the first and the last, of whom one is away. */
function played() {
  const world = larger.machine.create(1, larger.configOf());
  const seatCommands = [
    { type: "join", seat: 0, holder: 7 },
    { type: "join", seat: 1, holder: 8 },
    { type: "join", seat: 2, holder: 9 },
    { type: "drop", seat: 1 },
  ] as const;
  larger.machine.step(world, [...seatCommands], () => {});
  while (larger.machine.tick(world) < 40) larger.machine.step(world, [], () => {});
  return world as never;
}

describe("a world that begins anew", () => {
  it("is a new one at the tick of the earlier one, with its players, present or away", () => {
    const world = beginAnew(asAnyRules(larger), 5, { size: 30 }, played());
    expect(world).toMatchObject({
      tick: 40,
      startedAt: 39,
      config: { size: 30 },
      seats: ["here", "away", "here"],
      walkers: [
        { joinedAt: 40, drops: 0 },
        { joinedAt: 40, drops: 1 },
        { joinedAt: 40, drops: 0 },
      ],
    });
    expect(world.hidden.holders).toEqual([7, 8, 9]);
    larger.checkWorld(world as never);
  });

  it("leaves out players on seats that the rules do not have", () => {
    const world = beginAnew(asAnyRules(rules), 5, { size: 60 }, played());
    expect([world.seats, world.hidden.holders]).toEqual([
      ["here", "away"],
      [7, 8],
    ]);
  });

  it("is just new before the first tick", () => {
    const first = larger.machine.create(1, larger.configOf());
    expect(beginAnew(asAnyRules(larger), 1, { size: 60 }, first as never)).toEqual(first);
  });
});
