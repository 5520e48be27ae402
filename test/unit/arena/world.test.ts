import { describe, expect, it } from "vitest";
import { totalCargo } from "../../../shared/games/arena/cargo.ts";
import {
  DOCK_HOLD_TICKS,
  POD_UNITS,
  REFILL_EVERY_TICKS,
  TRADER_UNITS,
} from "../../../shared/games/arena/data/rules.ts";
import { spillPods } from "../../../shared/games/arena/debris.ts";
import { CAUSE, CONTROL, HULLS, ORES, PLAYER_KIND, ROCK_SIZES } from "../../../shared/games/arena/index.ts";
import { field, fly, only, PX, QUIET_MAP, rockAt, run } from "./field.ts";

describe("bumps", () => {
  it("two ships swap speeds, keep their momentum, and separate", () => {
    const world = field();
    const a = fly(world, 0, { x: 2_000, y: 0, vx: 1 });
    const b = fly(world, 1, { x: 2_040, y: 0, vx: -1 });
    const events = run(world, 20);
    expect(only(events, "bump")).toHaveLength(1);
    expect(only(events, "hit")).toEqual([]);
    expect(Math.abs(world.ships.vx[a] + world.ships.vx[b])).toBeLessThanOrEqual(2);
    expect(world.ships.vx[a]).toBeLessThan(0);
    expect((world.ships.x[b] - world.ships.x[a]) / PX).toBeGreaterThan(2 * HULLS[0].radiusPx);
  });

  it("a hard one damages both, the lighter ship more", () => {
    const world = field();
    fly(world, 0, { x: 2_000, y: 0, vx: 6 });
    fly(world, 1, { x: 2_100, y: 0, vx: -6, hull: 2 });
    const hits = only(run(world, 20), "hit");
    expect(hits.map((hit) => [hit.seat, hit.by])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(hits[0].damage).toBeGreaterThan(hits[1].damage);
  });

  it("ships at the same point separate, too", () => {
    const world = field();
    const a = fly(world, 0, { x: 2_000, y: 0 });
    const b = fly(world, 1, { x: 2_000, y: 0 });
    run(world, 3);
    expect(Math.abs(world.ships.x[a] - world.ships.x[b]) / PX).toBeGreaterThanOrEqual(2 * HULLS[0].radiusPx - 1);
  });

  it("D6: a ship that was alone bumps into one that was just pushed towards it, anywhere on the map", () => {
    const world = field();
    const { ships } = world;
    const [pushing, alone, pushed] = [0, 1, 2].map((seat) => fly(world, seat, { x: 0, y: 0, hull: 2 }));
    const put = (slot: number, x: number, y: number) => {
      ships.x[slot] = x;
      ships.y[slot] = y;
      ships.vx[slot] = ships.vy[slot] = 0;
    };
    for (let x = 2_000; x < 2_064; x++)
      for (let y = 500; y < 564; y++) {
        put(pushing, (x - 1) * PX, y * PX - 1);
        put(pushed, x * PX, y * PX);
        put(alone, (x + 65) * PX, y * PX);
        run(world, 1);
        const places = [pushing, pushed, alone].map((slot) => ships.x[slot] / PX - x);
        expect(places, `at ${x}, ${y}`).toEqual([-22.5, 21.25, 65.25]);
      }
  });

  it("a ship bounces off a rock, and both are hurt", () => {
    const world = field();
    const rock = rockAt(world, 2_200);
    const slot = fly(world, 0, { x: 2_050, y: 0, vx: 7 });
    const events = run(world, 20);
    expect(only(events, "hit")).toMatchObject([{ seat: 0, by: -1 }]);
    expect(world.ships.hurtCause[slot]).toBe(CAUSE.rock);
    expect(world.ships.vx[slot]).toBeLessThan(0);
    expect(world.rocks.health[rock]).toBeLessThan(ROCK_SIZES[0].health);
  });

  it("a planet hurts by the speed of the impact; the star burns whoever is near", () => {
    const soft = field();
    fly(soft, 0, { x: 160, y: 0, vx: -1.5 });
    const [bump] = only(run(soft, 60), "bump");
    expect(bump.seat).toBe(0);
    const hard = field();
    fly(hard, 0, { x: 300, y: 0, vx: -9 });
    const hits = only(run(hard, 25), "hit");
    expect(Math.max(...hits.map((hit) => hit.damage))).toBeGreaterThan(20);
    const hot = field();
    fly(hot, 0, { x: 150, y: 0 });
    expect(only(run(hot, 60), "hit").length).toBeGreaterThan(10);
  });
});

describe("mining and trade", () => {
  it("a broken rock becomes smaller ones and pods of its ore", () => {
    const world = field();
    const rock = rockAt(world, 2_200, 0, 2);
    world.rocks.health[rock] = 0;
    expect(only(run(world, 1), "crack")).toMatchObject([{ size: 0, ore: 2 }]);
    expect(world.rocks.count).toBe(ROCK_SIZES[0].pieces);
    expect(world.pods.count).toBe(ROCK_SIZES[0].pods);
    for (let slot = 0; slot < world.rocks.high; slot++) {
      if (!world.rocks.live[slot]) continue;
      expect([world.rocks.size[slot], world.rocks.ore[slot]]).toEqual([1, 2]);
      const { x, y } = world.scratch.rockPositions;
      expect(Math.hypot(x[slot] / PX - 2_200, y[slot] / PX)).toBeLessThan(40);
    }
  });

  it("the smallest rock leaves only pods", () => {
    const world = field();
    world.rocks.health[rockAt(world, 2_200, 2)] = 0;
    run(world, 1);
    expect(world.rocks.count).toBe(0);
    expect(world.pods.count).toBe(ROCK_SIZES[2].pods);
  });

  const podAt = (world: ReturnType<typeof field>, x: number, ore: number, units: number) => {
    spillPods(world, { x: x * PX, y: 0, vx: 0, vy: 0 }, ore, units);
  };

  it("flying over a pod takes what there is room for and leaves the rest", () => {
    const world = field();
    fly(world, 0, { x: 2_000, y: 0 });
    world.players.cargo0[0] = HULLS[0].cargo - 2;
    podAt(world, 2_010, 1, 5);
    const events = run(world, 2);
    expect(only(events, "collect")).toEqual([{ type: "collect", seat: 0, ore: 1, amount: 2 }]);
    expect(totalCargo(world.players, 0)).toBe(HULLS[0].cargo);
    expect(world.pods.count).toBe(1);
  });

  it("a spill is shared out among pods, none lost, and pods do not last for ever", () => {
    const world = field();
    podAt(world, 3_000, 3, 20);
    expect(world.pods.count).toBe(Math.ceil(20 / POD_UNITS));
    run(world, 2_401);
    expect(world.pods.count).toBe(0);
  });

  it("docking sells the whole hold at the table's prices", () => {
    const world = field();
    const { rails } = world.scratch;
    const station = QUIET_MAP.bodies.length;
    const slot = fly(world, 0, { x: 0, y: 0, hull: 3, bits: CONTROL.dock });
    world.ships.x[slot] = rails.x[station] + 50 * PX;
    world.ships.y[slot] = rails.y[station];
    world.players.cargo0[0] = 10;
    world.players.cargo3[0] = 2;
    const events = run(world, 1);
    const credits = 10 * ORES[0].price + 2 * ORES[3].price;
    expect(only(events, "dock")).toMatchObject([{ seat: 0, station: 0 }]);
    expect(only(events, "sale")).toEqual([{ type: "sale", seat: 0, units: 12, credits }]);
    expect(world.players.credits[0]).toBe(credits);
    expect(totalCargo(world.players, 0)).toBe(0);
    const later = run(world, 5, [{ type: "controls", seat: 0, bits: CONTROL.dock, aim: 0, seen: 0 }]);
    expect(only(later, "undock")).toMatchObject([{ seat: 0, station: 0 }]);
  });

  it("a trader that docks loads one new cargo, and earns nothing", () => {
    const world = field();
    const seat = world.config.seats + world.config.pirates;
    const station = QUIET_MAP.bodies.length;
    const { trader: kind } = PLAYER_KIND;
    const slot = fly(world, seat, { x: 0, y: 0, hull: 3, kind, bits: CONTROL.dock });
    world.ships.x[slot] = world.scratch.rails.x[station];
    world.ships.y[slot] = world.scratch.rails.y[station];
    world.players.cargo0[seat] = world.players.cargo1[seat] = world.players.cargo2[seat] = 10;
    const events = run(world, 1);
    expect(only(events, "dock")).toHaveLength(1);
    expect(only(events, "sale")).toEqual([]);
    expect(world.players.credits[seat]).toBe(0);
    const [least, most] = TRADER_UNITS;
    const holds = [0, 1, 2, 3]
      .map((ore) => world.players[`cargo${ore}` as "cargo0"][seat])
      .filter((units) => units > 0);
    expect(holds).toHaveLength(1);
    expect(holds[0]).toBeGreaterThanOrEqual(least);
    expect(holds[0]).toBeLessThanOrEqual(most);
  });

  it("a docked pilot changes the hull at once", () => {
    const world = field();
    const slot = fly(world, 0, { x: 4_000, y: 0 });
    world.ships.docked[slot] = 1;
    const before = world.ships.id[slot];
    run(world, 1, [{ type: "hull", seat: 0, hull: 2 }]);
    const now = world.players.ship[0] - 1;
    expect([world.ships.hull[now], world.ships.docked[now], world.ships.armor[now]]).toEqual([2, 1, HULLS[2].armor]);
    expect(world.ships.id[now]).not.toBe(before);
    run(world, DOCK_HOLD_TICKS, [{ type: "controls", seat: 0, bits: CONTROL.thrust, aim: 0, seen: 0 }]);
    expect(world.ships.docked[now], "thrust launches it soon").toBe(0);
  });

  it("belts fill up again, slowly", () => {
    const belts = [{ ...QUIET_MAP.belts[0], rocks: 3 }];
    const world = field({ map: { ...QUIET_MAP, belts } });
    run(world, REFILL_EVERY_TICKS * 2);
    expect(world.rocks.count).toBe(2);
    run(world, REFILL_EVERY_TICKS * 4);
    expect(world.rocks.count).toBe(3);
  });
});

describe("NPCs", () => {
  it("pirates come looking for a person who has no fight, from out of sight", () => {
    const world = field();
    fly(world, 4, { x: -6_000, y: -3_000, kind: PLAYER_KIND.pirate });
    const person = fly(world, 0, { x: 3_000, y: 3_000 });
    world.players.huntedAt[0] = 10;
    // It was resting from a chase elsewhere, and would for long.
    world.players.memory0[4] = -1;
    world.players.memory1[4] = 50_000;
    const events = run(world, 10);
    expect(only(events, "spawn")).toMatchObject([{ seat: 4 }]);
    const pirate = world.players.ship[4] - 1;
    const apart = Math.hypot(
      world.ships.x[pirate] - world.ships.x[person],
      world.ships.y[pirate] - world.ships.y[person],
    );
    expect(apart / PX).toBeGreaterThan(1_100);
    expect(apart / PX).toBeLessThan(1_400);
    expect(only(run(world, 1_200), "hit").some((hit) => hit.seat === 0 && hit.by === 4)).toBe(true);
  });

  it("pirates hunt nobody who is guarded, docked or away", () => {
    for (const state of [{ guard: 500 }, { docked: 1 }]) {
      const world = field();
      fly(world, 4, { x: -6_000, y: -3_000, kind: PLAYER_KIND.pirate });
      fly(world, 0, { x: 3_000, y: 3_000, ...state });
      world.players.huntedAt[0] = 0;
      expect(only(run(world, 20), "spawn")).toEqual([]);
    }
  });
});
