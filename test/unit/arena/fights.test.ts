import { describe, expect, it } from "vitest";
import { BASE_BOUNTY, BOUNTY_PER_KILL, BOUNTY_PER_TRADER } from "../../../shared/games/arena/data/rules.ts";
import {
  CAUSE,
  CONTROL,
  HULLS,
  launchShot,
  newHelm,
  PLAYER_KIND,
  ROCK_SIZES,
  WEAPON,
  WEAPONS,
} from "../../../shared/games/arena/index.ts";
import { readHelm } from "../../../shared/games/arena/rows.ts";
import { addRow } from "../../../shared/table.ts";
import { field, fly, only, PX, rockAt, run } from "./field.ts";

const [SPARROW, LANCER, BULWARK] = [0, 1, 2];
const pulse = WEAPONS[WEAPON.pulse];
const mine = WEAPONS[WEAPON.mine];
const PIRATE = 4;
const TRADER = 6;

describe("bolts", () => {
  it("fly ahead, damage the first ship they hit, its shield first, and end", () => {
    const world = field();
    fly(world, 0, { x: 2_000, y: 0, bits: CONTROL.tapPrimary });
    const target = fly(world, 1, { x: 2_300, y: 0, shield: 4, shieldWait: 60 });
    const events = run(world, 40);
    expect(only(events, "hit")).toMatchObject([{ seat: 1, by: 0, damage: pulse.damage, onShield: 4 }]);
    expect(world.ships.armor[target]).toBe(HULLS[SPARROW].armor - (pulse.damage - 4));
    expect(world.ships.shieldWait[target], "every hit makes the shield wait anew").toBeGreaterThan(100);
    expect(only(events, "burst"), "beside the hit").toEqual([]);
    expect(world.bolts.count).toBe(0);
  });

  it("burst on targets that take no damage", () => {
    const world = field();
    fly(world, 0, { x: 2_000, y: 0, bits: CONTROL.tapPrimary });
    fly(world, 1, { x: 2_300, y: 0, guard: 600 });
    const events = run(world, 40);
    expect(only(events, "hit")).toEqual([]);
    expect(only(events, "burst")).toHaveLength(1);
    expect(world.bolts.count).toBe(0);
  });

  it("never pass through: a bolt of 300 px a tick still hits", () => {
    const world = field();
    fly(world, 1, { x: 2_000, y: 0 });
    const bolt = addRow(world.bolts);
    world.bolts.x[bolt] = 1_850 * PX;
    world.bolts.vx[bolt] = 300 * PX;
    world.bolts.diesAt[bolt] = 99;
    world.bolts.seat[bolt] = 0;
    expect(only(run(world, 1), "hit")).toHaveLength(1);
  });

  it("never damage their shooter, guarded or docked ships; pirates' spare other pirates", () => {
    const world = field();
    // In people's seats, where no NPC's pilot steers them.
    const shooter = fly(world, 2, { x: 2_000, y: 0, kind: PLAYER_KIND.pirate, bits: CONTROL.primary });
    fly(world, 3, { x: 2_100, y: 0, kind: PLAYER_KIND.pirate });
    fly(world, 1, { x: 2_300, y: 0, guard: 500 });
    expect(only(run(world, 60), "hit")).toEqual([]);
    expect(world.ships.armor[shooter]).toBe(HULLS[SPARROW].armor);
  });

  it("end on bodies, and after their lifetime", () => {
    const world = field();
    fly(world, 0, { x: 300, y: 0, heading: 32_768, bits: CONTROL.tapPrimary });
    const events = run(world, 30);
    expect(only(events, "burst")).toHaveLength(1);
    expect(world.bolts.count).toBe(0);
    fly(world, 1, { x: 3_000, y: 3_000, bits: CONTROL.tapPrimary });
    run(world, pulse.lifeTicks);
    expect(world.bolts.count).toBe(1);
    run(world, 1);
    expect(world.bolts.count).toBe(0);
  });

  it("D9: are published as fired: the tick of their birth does not move them", () => {
    const world = field();
    const slot = fly(world, 0, { x: 2_000, y: 0, vy: 3, heading: 5_000, bits: CONTROL.tapPrimary });
    run(world, 1);
    const flight = { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 };
    launchShot(readHelm(world.ships, slot, 0, newHelm()), WEAPON.pulse, 0, flight);
    const { x, y, vx, vy, weapon, bornAt } = world.bolts;
    expect({ x: x[0], y: y[0], vx: vx[0], vy: vy[0], weapon: weapon[0] }).toEqual(flight);
    expect(bornAt[0]).toBe(world.tick);
  });

  it("a volley has all its bolts", () => {
    const world = field();
    fly(world, 0, { x: 2_000, y: 0, hull: BULWARK, bits: CONTROL.tapPrimary });
    run(world, 1);
    expect(world.bolts.count).toBe(WEAPONS[WEAPON.scatter].count);
  });

  it("D8: are dropped when the table is full, and the world goes on", () => {
    const world = field();
    while (addRow(world.bolts) >= 0);
    world.bolts.diesAt.fill(9_999);
    world.bolts.x.fill(8_000 * PX);
    fly(world, 0, { x: 2_000, y: 0, bits: CONTROL.primary });
    run(world, 3);
    expect(world.bolts.count).toBe(world.bolts.capacity);
  });
});

describe("the torpedo and the mine", () => {
  it("a torpedo's blast hurts those around too, less with distance", () => {
    const world = field();
    fly(world, 0, { x: 2_000, y: 0, hull: BULWARK, bits: CONTROL.tapSecondary });
    fly(world, 1, { x: 2_400, y: 0, hull: BULWARK });
    fly(world, 2, { x: 2_420, y: 90 });
    fly(world, 3, { x: 2_420, y: 300 });
    const hits = only(run(world, 90), "hit");
    expect(hits.map((hit) => hit.seat)).toEqual([1, 2]);
    expect(hits[0].damage).toBe(WEAPONS[WEAPON.torpedo].damage);
    expect(hits[1].damage).toBeLessThan(hits[0].damage);
    expect(hits[1].damage).toBeGreaterThan(0);
  });

  it("a mine waits until it is armed, then goes off near an enemy, and spares its layer", () => {
    const world = field();
    const layer = fly(world, 0, { x: 2_000, y: 0, bits: CONTROL.tapSecondary });
    fly(world, 1, { x: 1_940, y: 60 });
    expect(only(run(world, mine.armTicks), "burst")).toEqual([]);
    const events = run(world, 1);
    expect(only(events, "burst")).toMatchObject([{ weapon: WEAPON.mine }]);
    expect(only(events, "hit")).toMatchObject([{ seat: 1, by: 0 }]);
    expect(world.ships.armor[layer] + world.ships.shield[layer]).toBe(HULLS[SPARROW].armor + HULLS[SPARROW].shield);
    expect(world.bolts.count).toBe(0);
  });

  it("a mine stays where it is laid, for its time", () => {
    const world = field();
    fly(world, 0, { x: 2_000, y: 0, bits: CONTROL.tapSecondary });
    run(world, mine.lifeTicks);
    expect(world.bolts.count).toBe(1);
    expect(Math.abs(world.bolts.x[0] / PX - 1_935)).toBeLessThan(20);
    expect(only(run(world, 1), "burst")).toHaveLength(1);
  });
});

describe("the rail", () => {
  it("hits at once, whatever is first in its line", () => {
    const world = field();
    fly(world, 0, { x: 2_000, y: 0, hull: LANCER, bits: CONTROL.tapPrimary });
    fly(world, 1, { x: 2_700, y: 5 });
    fly(world, 2, { x: 2_500, y: 3 });
    const events = run(world, 1);
    expect(only(events, "hit")).toMatchObject([{ seat: 2, by: 0, damage: WEAPONS[WEAPON.rail].damage }]);
    const [beam] = only(events, "beam");
    expect(beam.toX).toBeGreaterThan(2_470);
    expect(beam.toX).toBeLessThan(2_500);
  });

  it("misses beyond its range, and is stopped by rocks and bodies", () => {
    const far = field();
    fly(far, 0, { x: 2_000, y: 0, hull: LANCER, bits: CONTROL.tapPrimary });
    fly(far, 1, { x: 2_000 + WEAPONS[WEAPON.rail].rangePx + 30, y: 0 });
    const miss = run(far, 1);
    expect(only(miss, "hit")).toEqual([]);
    expect(only(miss, "beam")).toMatchObject([{ toX: 2_000 + WEAPONS[WEAPON.rail].rangePx }]);

    const rocky = field();
    const rock = rockAt(rocky, 2_300);
    fly(rocky, 0, { x: 2_000, y: 0, hull: LANCER, bits: CONTROL.tapPrimary });
    fly(rocky, 1, { x: 2_600, y: 0 });
    expect(only(run(rocky, 1), "hit")).toEqual([]);
    expect(rocky.rocks.health[rock]).toBe(ROCK_SIZES[0].health - WEAPONS[WEAPON.rail].damage);

    const shaded = field();
    fly(shaded, 0, { x: 400, y: 0, heading: 32_768, hull: LANCER, bits: CONTROL.tapPrimary });
    fly(shaded, 1, { x: -300, y: 0 });
    expect(only(run(shaded, 1), "hit")).toEqual([]);
  });
});

describe("deaths", () => {
  const kill = (killer: number, victim: number, kind: number) => {
    const world = field();
    fly(world, killer, { x: 2_000, y: 0, kind: killer >= PIRATE ? PLAYER_KIND.pirate : 0, bits: CONTROL.tapPrimary });
    fly(world, victim, { x: 2_200, y: 0, armor: 1, shield: 0, kind });
    world.players.bounty[victim] = BASE_BOUNTY[kind];
    world.players.cargo1[victim] = 8;
    return { world, events: run(world, 40) };
  };

  it("killing a pirate pays its bounty, and the pilot waits for the next ship", () => {
    const { world, events } = kill(0, PIRATE, PLAYER_KIND.pirate);
    const bounty = BASE_BOUNTY[PLAYER_KIND.pirate];
    expect(only(events, "death")).toMatchObject([{ seat: PIRATE, by: 0, cause: CAUSE.pulse, bounty }]);
    expect(world.players.credits[0]).toBe(bounty);
    expect([world.players.kills[0], world.players.deaths[PIRATE], world.players.bounty[0]]).toEqual([1, 1, 0]);
    expect(world.players.ship[PIRATE]).toBe(0);
    expect(world.players.respawnAt[PIRATE]).toBeGreaterThan(world.tick);
    expect(world.ships.count).toBe(1);
  });

  it("killing a person raises the killer's own bounty", () => {
    const { world } = kill(0, 1, PLAYER_KIND.person);
    expect(world.players.bounty[0]).toBe(BOUNTY_PER_KILL);
    expect(world.players.credits[0]).toBe(BASE_BOUNTY[PLAYER_KIND.person]);
  });

  it("killing a trader pays nothing but its cargo, and has its price", () => {
    const { world, events } = kill(0, TRADER, PLAYER_KIND.trader);
    expect(only(events, "death")).toMatchObject([{ bounty: 0 }]);
    expect(world.players.bounty[0]).toBe(BOUNTY_PER_TRADER);
    let units = 0;
    for (let slot = 0; slot < world.pods.high; slot++) units += world.pods.live[slot] ? world.pods.amount[slot] : 0;
    expect(units).toBe(8);
  });

  it("half of a person's cargo drifts on, and none is kept", () => {
    const { world } = kill(0, 1, PLAYER_KIND.person);
    let units = 0;
    for (let slot = 0; slot < world.pods.high; slot++) units += world.pods.live[slot] ? world.pods.amount[slot] : 0;
    expect(units).toBe(4);
    expect(world.players.cargo1[1]).toBe(0);
  });

  it("players respawn after the wait, guarded, in the hull they chose, with an empty hold", () => {
    const { world } = kill(0, 1, PLAYER_KIND.person);
    run(world, 1, [{ type: "hull", seat: 1, hull: 3 }]);
    const events = run(world, world.config.respawnTicks);
    expect(only(events, "spawn").map((event) => event.seat)).toEqual([1]);
    const slot = world.players.ship[1] - 1;
    expect(world.ships.hull[slot]).toBe(3);
    expect(world.ships.guard[slot]).toBeGreaterThan(100);
    expect(world.players.respawnAt[1]).toBe(0);
  });

  it("the last attacker is paid when the ship crashes soon after, not later", () => {
    for (const [since, by] of [
      [100, 0],
      [700, -1],
    ]) {
      const world = field();
      world.tick = 1_000;
      fly(world, 0, { x: 5_000, y: 0 });
      const slot = fly(world, 1, { x: 140, y: 0, vx: -8, armor: 1, shield: 0 });
      world.ships.hurtBy[slot] = 1;
      world.ships.hurtAt[slot] = world.tick - since;
      expect(only(run(world, 10), "death")).toMatchObject([{ seat: 1, by, cause: CAUSE.star }]);
    }
  });
});
