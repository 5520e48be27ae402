import { describe, expect, it } from "vitest";
import { DROP_GUARD_TICKS } from "../../../shared/games/arena/data/rules.ts";
import { arena, CAUSE, CONTROL, type Command, HULLS, ROUND } from "../../../shared/games/arena/index.ts";
import { field, fly, only, run } from "./field.ts";

const join = (seat: number, hull = 0): Command => ({
  type: "join",
  seat,
  player: 100 + seat,
  pilot: 1 + seat,
  hull,
});
const held = (seat: number, bits: number): Command => ({ type: "controls", seat, bits, aim: 0, seen: 0 });

describe("seats", () => {
  it("a player who joins flies in the same tick, guarded, in orbit beside a station", () => {
    const world = field();
    const events = run(world, 1, [join(2, 1)]);
    expect(only(events, "spawn").map((event) => event.seat)).toEqual([2]);
    const slot = world.players.ship[2] - 1;
    expect(world.ships.hull[slot]).toBe(1);
    expect(world.ships.guard[slot]).toBeGreaterThan(100);
    expect([world.players.pilot[2], world.names[2]]).toEqual([3, ""]);
  });

  it("commands that cannot apply are ignored, and nothing throws", () => {
    const world = field();
    run(world, 1, [join(0)]);
    const bystander = field();
    run(bystander, 1, [join(0)]);
    const nonsense: Command[] = [
      join(0),
      join(4),
      join(60_000),
      join(1, HULLS.length),
      join(1, -1),
      join(-1),
      { type: "leave", seat: -1 },
      held(3, 1),
      held(4, 1),
      held(60_000, 1),
      { type: "hull", seat: 0, hull: 99 },
      { type: "hull", seat: 3, hull: 1 },
      { type: "drop", seat: 9_999 },
      { type: "back", seat: 0 },
      { type: "back", seat: 2 },
      { type: "leave", seat: 3 },
      { type: "leave", seat: 6 },
    ];
    expect(run(world, 1, nonsense)).toEqual(run(bystander, 1));
    expect(arena.hash(world)).toBe(arena.hash(bystander));
  });

  it("controls stay until the next ones, through death and respawn", () => {
    const world = field();
    const slot = fly(world, 0, { x: 3_000, y: 0 });
    run(world, 30, [held(0, CONTROL.thrust)]);
    expect(world.ships.vx[slot]).toBe(30 * HULLS[0].thrustPerTick);
    world.ships.armor[slot] = 0;
    run(world, world.config.respawnTicks + 2);
    expect(world.ships.bits[world.players.ship[0] - 1]).toBe(CONTROL.thrust);
  });

  it("a dropped player's ship releases its controls and is guarded; a return shortens the guard", () => {
    const world = field();
    const slot = fly(world, 0, { x: 3_000, y: 0 });
    run(world, 1, [held(0, CONTROL.thrust)]);
    run(world, 1, [{ type: "drop", seat: 0 }]);
    expect([world.ships.bits[slot], world.players.online[0]]).toEqual([0, 0]);
    expect(world.ships.guard[slot]).toBe(DROP_GUARD_TICKS - 1);
    run(world, 1, [{ type: "back", seat: 0 }]);
    expect(world.ships.guard[slot]).toBeLessThan(100);
    expect(world.players.online[0]).toBe(1);
    run(world, 1, [
      { type: "drop", seat: 0 },
      { type: "drop", seat: 0 },
    ]);
    expect(world.players.online[0]).toBe(0);
  });

  it("a player who leaves takes the ship along with an event, frees the seat, and leaves nothing to the next", () => {
    const world = field();
    fly(world, 0, { x: 3_000, y: 0, bits: CONTROL.primary });
    const other = fly(world, 1, { x: 3_000, y: 400 });
    world.players.credits[0] = 500;
    run(world, 5);
    world.ships.hurtBy[other] = 1;
    world.ships.hurtAt[other] = world.tick;
    const events = run(world, 1, [{ type: "leave", seat: 0 }]);
    expect(only(events, "death")).toMatchObject([{ seat: 0, by: -1, cause: CAUSE.left }]);
    expect([world.players.live[0], world.ships.count, world.bolts.count, world.players.pilot[0]]).toEqual([0, 1, 0, 0]);
    expect(world.ships.hurtBy[other]).toBe(0);
    run(world, 1, [join(0)]);
    expect([world.players.credits[0], world.players.kills[0]]).toEqual([0, 0]);
  });

  it("D3: an empty world sleeps, and wakes when someone joins", () => {
    const world = arena.create(3, field().config);
    expect(arena.nextWake(world)).toBeNull();
    run(world, 1, [join(1)]);
    expect(arena.nextWake(world)).toBe(2);
    run(world, 1, [{ type: "drop", seat: 1 }]);
    expect(arena.nextWake(world)).toBe(3);
    run(world, 1, [{ type: "leave", seat: 1 }]);
    expect(arena.nextWake(world)).toBeNull();
  });
});

describe("rounds", () => {
  const short = { roundTicks: 60, resultTicks: 30 };

  it("are won by the person with most credits; of equals, by the first seat", () => {
    const world = field(short);
    for (const seat of [0, 1, 2]) fly(world, seat, { x: 3_000, y: seat * 500 });
    fly(world, 4, { x: -5_000, y: 0, kind: 1 });
    world.players.credits[1] = world.players.credits[2] = 70;
    world.players.credits[4] = 900;
    expect(only(run(world, 60), "roundEnd")).toEqual([{ type: "roundEnd", round: 1, winner: 1, credits: 70 }]);
    expect(world.phase).toBe(ROUND.result);
  });

  it("have no winner when nobody earned anything", () => {
    const world = field(short);
    fly(world, 0, { x: 3_000, y: 0 });
    expect(only(run(world, 60), "roundEnd")).toMatchObject([{ winner: -1, credits: 0 }]);
  });

  it("while a result is shown everyone can fly, but weapons do not fire and nothing takes damage", () => {
    const world = field({ ...short, resultTicks: 300 });
    const slot = fly(world, 0, { x: 3_000, y: 0, bits: CONTROL.primary | CONTROL.thrust });
    run(world, 80);
    expect(world.bolts.count).toBe(0);
    const events = run(world, 10, [held(0, CONTROL.primary | CONTROL.tapSecondary | CONTROL.left)]);
    expect(world.bolts.count).toBe(0);
    expect(world.ships.heading[slot]).not.toBe(0);
    expect(events).toEqual([]);
    fly(world, 1, { x: 250, y: 0, vx: -9 });
    expect(only(run(world, 30), "bump"), "it meets the star").not.toEqual([]);
    expect(world.ships.shield[world.players.ship[1] - 1]).toBe(HULLS[0].shield);
    expect(only(run(world, 1, [join(3)]), "spawn")).toMatchObject([{ seat: 3 }]);
  });

  it("start anew for the first player in an empty arena", () => {
    const world = field(short);
    run(world, 50);
    run(world, 1, [join(0)]);
    expect([world.phase, world.phaseEndsAt]).toEqual([ROUND.playing, 51 + short.roundTicks]);
    run(world, 5, [join(1)]);
    expect(world.phaseEndsAt).toBe(51 + short.roundTicks);
  });

  it("start with zero scores, and held triggers fire again", () => {
    const world = field(short);
    fly(world, 0, { x: 3_000, y: 0 });
    world.players.credits[0] = 10;
    world.players.cargo0[0] = 3;
    run(world, 62, [held(0, CONTROL.primary)]);
    const events = run(world, 30);
    expect(only(events, "roundStart")).toEqual([{ type: "roundStart", round: 2 }]);
    expect([world.players.credits[0], world.players.cargo0[0], world.players.kills[0]]).toEqual([0, 0, 0]);
    run(world, 20);
    expect(world.bolts.count).toBeGreaterThan(0);
  });

  it("end early when an operator orders it, once", () => {
    const world = field();
    expect(only(run(world, 1, [{ type: "endRound" }]), "roundEnd")).toHaveLength(1);
    expect(only(run(world, 1, [{ type: "endRound" }]), "roundEnd")).toHaveLength(0);
  });
});
