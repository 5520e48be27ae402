import { describe, expect, it } from "vitest";
import { arenaRoom } from "../../../server/games/arena/index.ts";
import {
  COVER_TICKS,
  LAG_COMPENSATION_PX,
  LAG_COMPENSATION_TICKS,
  VIEW_AGE_SPREAD_TICKS,
} from "../../../shared/games/arena/data/rules.ts";
import { DIVERGED, markDiverged } from "../../../shared/games/arena/divergence.ts";
import {
  arena,
  CONTROL,
  type Command,
  type Event,
  encodeClientCommand,
  HULLS,
  WEAPON,
  WEAPONS,
  type World,
} from "../../../shared/games/arena/index.ts";
import { field, fly, only, PX, rockAt, run } from "./field.ts";

const LANCER = 1;
const [SHOOTER, VICTIM] = [0, 1];
const REACH_PX = HULLS[0].radiusPx + WEAPONS[WEAPON.rail].radiusPx;
/** So many ticks old is the view of whoever shoots here, where nothing else is said. */
const SEEN = 10;

const held = (seat: number, bits: number, seen = 0): Command => ({ type: "controls", seat, bits, aim: 0, seen });
const shot = (seen: number) => held(SHOOTER, CONTROL.tapPrimary, seen);

interface Place {
  readonly x: number;
  readonly y: number;
  readonly vx?: number;
  readonly vy?: number;
}

/** The victim has just been thrown from where it is shown still, to where it is. Places in px, from a shooter who looks along x. */
function thrown(shown: Place, truth: Place, from: Place = { x: 2_000, y: 0 }): World {
  const world = field();
  fly(world, SHOOTER, { ...from, hull: LANCER });
  const victim = fly(world, VICTIM, shown);
  run(world, 6);
  markDiverged(world, victim, DIVERGED.moved);
  const { x, y, vx = 0, vy = 0 } = truth;
  // A tick is flown before the shot.
  world.ships.x[victim] = Math.round((x - vx) * PX);
  world.ships.y[victim] = Math.round((y - vy) * PX);
  world.ships.vx[victim] = Math.round(vx * PX);
  world.ships.vy[victim] = Math.round(vy * PX);
  return world;
}

const hitsOf = (events: readonly Event[]) => only(events, "hit").map(({ seat, by }) => ({ seat, by }));
const HIT = [{ seat: VICTIM, by: SHOOTER }];

describe("a beam", () => {
  it("hits a ship where its shooter saw it, and ends there", () => {
    const world = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: 60 });
    const events = run(world, 1, [shot(SEEN)]);
    expect(hitsOf(events)).toEqual(HIT);
    const [{ x, y, toX, toY }] = only(events, "beam");
    expect({ x, y, toX, toY }).toEqual({ x: 2_000, y: 0, toX: 2_500 - REACH_PX, toY: 0 });
    expect(only(events, "hit")[0], "hurt where it is").toMatchObject({ x: 2_500, y: 60 });
  });

  it("passes a ship that its shooter saw elsewhere", () => {
    const world = thrown({ x: 2_500, y: 60 }, { x: 2_500, y: 0 });
    expect(hitsOf(run(world, 1, [shot(SEEN)]))).toEqual([]);
  });

  it("of an NPC hits a ship at its true position", () => {
    const there = thrown({ x: 2_500, y: 60 }, { x: 2_500, y: 0 });
    expect(hitsOf(run(there, 1, [shot(0)]))).toEqual(HIT);
    const gone = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: 60 });
    expect(hitsOf(run(gone, 1, [shot(0)]))).toEqual([]);
  });

  it("knows what each patch published: only a shooter with the newer patch sees the dodge", () => {
    const world = field();
    fly(world, SHOOTER, { x: 2_000, y: 0, hull: LANCER });
    fly(world, VICTIM, { x: 2_600, y: 0, heading: 16_384 });
    run(world, 6);
    const dodgedAt = world.tick + 1;
    run(world, 24, [held(VICTIM, CONTROL.thrust | CONTROL.boost)]);
    const saved = arena.save(world);
    const hits = (seen: number) => hitsOf(run(arena.load(saved), 1, [shot(seen)])).length;
    const since = world.tick + 1 - dodgedAt;
    // Told by the next patch, at most two ticks later.
    expect([hits(SEEN), hits(since - 3), hits(since + 1), hits(LAG_COMPENSATION_TICKS)]).toEqual([0, 0, 1, 1]);
  });

  it("hits the first target on its line, whether a ship as seen or a rock", () => {
    const world = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: 60 });
    fly(world, 2, { x: 2_700, y: 0 });
    expect(hitsOf(run(world, 1, [shot(SEEN)]))).toEqual(HIT);
    const rocky = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: 60 });
    const rock = rockAt(rocky, 2_300);
    const health = rocky.rocks.health[rock];
    expect(hitsOf(run(rocky, 1, [shot(SEEN)]))).toEqual([]);
    expect(rocky.rocks.health[rock]).toBeLessThan(health);
  });

  it("tests a guarded or docked ship at its true position", () => {
    const guarded = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: 60 });
    guarded.ships.guard[guarded.players.ship[VICTIM] - 1] = 50;
    const events = run(guarded, 1, [shot(SEEN)]);
    expect(hitsOf(events)).toEqual([]);
    expect(only(events, "beam")[0].toX).toBe(2_000 + WEAPONS[WEAPON.rail].rangePx);
    const docked = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: 60 });
    docked.ships.docked[docked.players.ship[VICTIM] - 1] = 1;
    expect(only(run(docked, 1, [shot(SEEN)]), "beam")[0].toX).toBe(2_000 + WEAPONS[WEAPON.rail].rangePx);
  });

  it("tests a ship that its shooter saw docked at its true position, too", () => {
    const world = field();
    const [x, y] = [6_400, 0];
    fly(world, SHOOTER, { x: x - 300, y, hull: LANCER });
    const victim = fly(world, VICTIM, { x, y, docked: 1, heading: 16_384 });
    run(world, 6);
    run(world, 1, [held(VICTIM, CONTROL.dock | CONTROL.thrust | CONTROL.boost | CONTROL.primary)]);
    run(world, 24);
    const { ships } = world;
    expect([ships.docked[victim], ships.guard[victim]]).toEqual([0, 0]);
    const shooter = world.players.ship[SHOOTER] - 1;
    const away = { x: ships.x[victim] - ships.x[shooter], y: ships.y[victim] + ships.vy[victim] - ships.y[shooter] };
    expect(away.y / PX).toBeGreaterThan(2 * REACH_PX);
    ships.heading[shooter] = Math.round((Math.atan2(away.y, away.x) / (2 * Math.PI)) * 65_536);
    expect(hitsOf(run(world, 1, [shot(LAG_COMPENSATION_TICKS)]))).toEqual(HIT);
  });

  it("never confuses a ship with the previous one of its slot", () => {
    const world = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: 60 });
    run(world, 3);
    expect(world.past.count).toBe(1);
    run(world, 1, [{ type: "leave", seat: VICTIM }]);
    expect(world.past.count).toBe(0);
  });
});

describe("the target of a beam", () => {
  it(`is hit no farther than ${LAG_COMPENSATION_PX} px beside itself: beyond, where it is`, () => {
    const near = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: LAG_COMPENSATION_PX - 1 });
    expect(hitsOf(run(near, 1, [shot(SEEN)]))).toEqual(HIT);
    const far = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: LAG_COMPENSATION_PX + 1 });
    expect(hitsOf(run(far, 1, [shot(SEEN)]))).toEqual([]);
    const there = thrown({ x: 2_500, y: LAG_COMPENSATION_PX + 1 }, { x: 2_500, y: 0 });
    expect(hitsOf(run(there, 1, [shot(SEEN)]))).toEqual(HIT);
  });

  // From 400 px before a star of 100 px to 300 px behind it: at y = 165 and more it is in sight.
  const before = { x: -400, y: 0 };
  const cases = [
    { what: "who has been behind a body for long", truth: { x: 300, y: 130 }, hits: 0 },
    { what: "who got behind it COVER_TICKS ago", truth: { x: 300, y: 160 - COVER_TICKS * 0.5, vy: -0.5 }, hits: 0 },
    { what: "who got behind it only now", truth: { x: 300, y: 160, vy: -4 }, hits: 1 },
    { what: "who is not behind it yet", truth: { x: 300, y: 190, vy: -4 }, hits: 1 },
  ];
  it.each(cases)("is protected by cover, from a view that shows no cover: $what, hits $hits", ({ truth, hits }) => {
    const world = thrown({ x: 300, y: 220 }, truth, before);
    const shooter = world.players.ship[SHOOTER] - 1;
    world.ships.heading[shooter] = Math.round((Math.atan2(220, 700) / (2 * Math.PI)) * 65_536);
    expect(hitsOf(run(world, 1, [shot(SEEN)]))).toHaveLength(hits);
  });

  it("is protected by a rock as well", () => {
    const world = thrown({ x: 2_500, y: 140 }, { x: 2_500, y: 60 });
    world.ships.heading[world.players.ship[SHOOTER] - 1] = Math.round((Math.atan2(140, 500) / (2 * Math.PI)) * 65_536);
    const saved = arena.save(world);
    expect(hitsOf(run(arena.load(saved), 1, [shot(SEEN)]))).toEqual(HIT);
    const covered = arena.load(saved);
    rockAt(covered, 2_250);
    expect(hitsOf(run(covered, 1, [shot(SEEN)]))).toEqual([]);
  });
});

describe("the age of a view", () => {
  const { commands, merge } = arenaRoom({}, 60);
  const decoded = (seen: number, lateTicks: number) =>
    commands.decode(3, encodeClientCommand({ type: "controls", bits: CONTROL.primary, aim: 0, seen }), lateTicks);

  it("grows by the delay of late controls, up to the limit", () => {
    const late = CONTROL.primary | CONTROL.late;
    expect(decoded(7, 0)).toEqual({ type: "controls", seat: 3, bits: CONTROL.primary, aim: 0, seen: 7 });
    expect(decoded(7, 5)).toEqual({ type: "controls", seat: 3, bits: late, aim: 0, seen: 12 });
    expect(decoded(7, 90)).toMatchObject({ seen: LAG_COMPENSATION_TICKS });
    expect(decoded(7, -9)).toMatchObject({ seen: 0 });
    expect(merge(decoded(7, 5), decoded(6, 4)), "of what was fired first").toMatchObject({ seen: 12 });
  });

  it("is clamped near its mean, against stalls and cheats", () => {
    const world = field();
    fly(world, SHOOTER, { x: 2_000, y: 0, hull: LANCER });
    const seen = () => world.players.seen[SHOOTER];
    run(world, 1, [held(SHOOTER, 0, 12)]);
    expect(seen()).toBe(12);
    run(world, 1, [held(SHOOTER, 0, LAG_COMPENSATION_TICKS)]);
    expect(seen()).toBe(13 + VIEW_AGE_SPREAD_TICKS);
    for (let i = 0; i < 200; i++) run(world, 1, [held(SHOOTER, 0, 25)]);
    expect(seen(), "another link").toBe(25);
    run(world, 1, [held(SHOOTER, 0, 1)]);
    expect(seen()).toBe(24 - VIEW_AGE_SPREAD_TICKS);
    run(world, 1, [{ type: "drop", seat: SHOOTER }]);
    run(world, 1, [{ type: "back", seat: SHOOTER }]);
    run(world, 1, [held(SHOOTER, 0, 4)]);
    expect(seen(), "after a return").toBe(4);
  });

  it("D3: is saved with the past motions, so that a shot after a load hits the same target", () => {
    const world = thrown({ x: 2_500, y: 0 }, { x: 2_500, y: 60 });
    run(world, 5, [held(SHOOTER, 0, SEEN)]);
    expect(world.past.count).toBe(1);
    const loaded = arena.load(arena.save(world));
    expect(arena.hash(loaded)).toBe(arena.hash(world));
    world.past.a[0]++;
    expect(arena.hash(loaded), "hashed").not.toBe(arena.hash(world));
    expect(hitsOf(run(loaded, 1, [shot(SEEN)]))).toEqual(HIT);
  });

  it("D8: keeps past motions no longer than the limit, at most one row for each ship and patch", () => {
    const world = field();
    fly(world, SHOOTER, { x: 5_000, y: 0 });
    fly(world, VICTIM, { x: 3_000, y: 0 });
    const turns = [CONTROL.left, CONTROL.right, 0];
    let most = 0;
    for (let i = 0; i < 200; i++) {
      // Another at each patch.
      const bits = turns[Math.floor(i / 3) % 3];
      run(world, 1, [held(SHOOTER, bits), held(VICTIM, bits)]);
      most = Math.max(most, world.past.count);
    }
    expect(most).toBe((2 * LAG_COMPENSATION_TICKS) / 3);
    run(world, LAG_COMPENSATION_TICKS + 5);
    expect(world.past.count).toBe(0);
    const { seats, pirates, traders } = world.config;
    expect(world.past.capacity).toBe(((seats + pirates + traders) * LAG_COMPENSATION_TICKS) / 3);
  });
});
