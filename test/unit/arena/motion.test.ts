import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMIT_SPEED } from "../../../shared/games/arena/data/rules.ts";
import { addGravity, circleSpeed } from "../../../shared/games/arena/gravity.ts";
import {
  createRails,
  DEFAULT_MAP,
  type Drift,
  HULLS,
  launchShot,
  type Motion,
  moveRails,
  newHelm,
  placeDrift,
  stationAt,
  stepShot,
  WEAPON,
  WEAPONS,
} from "../../../shared/games/arena/index.ts";
import { bodiesNear, moveBodies, placeStations, stationRail } from "../../../shared/games/arena/rails.ts";
import { sweepCircle } from "../../../shared/games/arena/sweep.ts";
import { PX, QUIET_MAP } from "./field.ts";

const rails = createRails(DEFAULT_MAP);
const LARGEST_PX = Math.max(...HULLS.map(({ radiusPx }) => radiusPx));
const count = DEFAULT_MAP.bodies.length + DEFAULT_MAP.stations.length;

describe("rails", () => {
  it("D9: are a closed form of the tick, however they got there", () => {
    const walked = createRails(DEFAULT_MAP);
    for (let tick = 1; tick <= 500; tick++) moveRails(walked, DEFAULT_MAP, tick);
    moveRails(rails, DEFAULT_MAP, 123_456);
    moveRails(rails, DEFAULT_MAP, 500);
    expect(rails).toEqual(walked);
  });

  it("move by their velocity, to a twentieth of a px per tick", () => {
    const next = createRails(DEFAULT_MAP);
    for (const tick of [0, 777, 50_000, 9_999_999]) {
      moveRails(rails, DEFAULT_MAP, tick);
      moveRails(next, DEFAULT_MAP, tick + 1);
      for (let i = 0; i < count; i++) {
        expect(Math.abs(next.x[i] - rails.x[i] - rails.vx[i])).toBeLessThan(PX / 20);
        expect(Math.abs(next.y[i] - rails.y[i] - rails.vy[i])).toBeLessThan(PX / 20);
      }
    }
  });

  it("D6: gives stations the same positions whether or not they are read every tick", () => {
    const lazy = createRails(DEFAULT_MAP);
    for (const tick of [1, 2, 63, 64, 4_711]) {
      moveBodies(lazy, DEFAULT_MAP, tick);
      placeStations(lazy, DEFAULT_MAP);
      moveRails(rails, DEFAULT_MAP, tick);
      expect(lazy).toEqual(rails);
    }
  });

  it("D6: nobody docks where a station was", () => {
    const moved = createRails(DEFAULT_MAP);
    moveBodies(moved, DEFAULT_MAP, 90_000);
    moveRails(rails, DEFAULT_MAP, 90_000);
    for (const i of DEFAULT_MAP.stations.keys()) {
      const rail = stationRail(DEFAULT_MAP, i);
      expect(stationAt(DEFAULT_MAP, moved, rails.x[rail], rails.y[rail])).toBe(i);
    }
  });

  const coordinate = fc.integer({ min: -32_000, max: 32_000 });
  /** Bodies that pull nothing, and such as go as far in a second as others do in a minute. */
  const solid = DEFAULT_MAP.bodies.map((body) => ({ ...body, reachPx: body.radiusPx }));
  const hasty = solid.map((body) => ({ ...body, periodTicks: Math.trunc(body.periodTicks / 60) || 1 }));
  it.each([
    ["the default map", DEFAULT_MAP],
    ["solid bodies", { ...DEFAULT_MAP, bodies: solid }],
    ["hasty bodies", { ...DEFAULT_MAP, bodies: hasty }],
  ])("name every body that can pull a place, or touch a ship a tick after, wherever that is: %s", (_name, map) => {
    const moving = createRails(map);
    fc.assert(
      fc.property(coordinate, coordinate, fc.nat(1e6), (x, y, tick) => {
        moveRails(moving, map, tick);
        check(x, y);
        for (const i of map.bodies.keys()) {
          const [bodyX, bodyY] = [Math.trunc(moving.x[i] / PX), Math.trunc(moving.y[i] / PX)];
          const { reachPx, radiusPx } = map.bodies[i];
          const far = Math.max(reachPx, Math.floor(radiusPx + LARGEST_PX + LIMIT_SPEED / PX) - 1);
          for (const [dx, dy] of [
            [far, 0],
            [-far, 0],
            [0, far],
            [0, -far],
          ])
            check(bodyX + dx, bodyY + dy);
        }
      }),
    );
    function check(x: number, y: number): void {
      const named = bodiesNear(moving, x * PX, y * PX);
      for (const [i, body] of map.bodies.entries()) {
        const [dx, dy] = [x - moving.x[i] / PX, y - moving.y[i] / PX];
        const touched = Math.max(Math.abs(dx), Math.abs(dy)) <= body.radiusPx + LARGEST_PX + LIMIT_SPEED / PX;
        if (touched || Math.hypot(dx, dy) <= body.reachPx) expect((named >> i) & 1).toBe(1);
      }
    }
  });
});

describe("drifting rocks and pods", () => {
  const drift = fc.record<Drift>({
    parent: fc.nat(DEFAULT_MAP.bodies.length - 1),
    orbitPx: fc.integer({ min: 200, max: 9_000 }),
    swingPx: fc.nat(160),
    swingTicks: fc.integer({ min: 600, max: 8_000 }),
    phase: fc.nat(65_535),
    swingPhase: fc.nat(65_535),
    periodTicks: fc.integer({ min: 3_000, max: 100_000 }).map((ticks) => (ticks % 2 === 0 ? ticks : -ticks)),
    epoch: fc.nat(10_000),
  });

  it("D9: are at their orbit's position, and move by their velocity", () => {
    const here: Motion = { x: 0, y: 0, vx: 0, vy: 0 };
    const there: Motion = { x: 0, y: 0, vx: 0, vy: 0 };
    fc.assert(
      fc.property(drift, fc.nat(100_000), (row, age) => {
        moveRails(rails, DEFAULT_MAP, row.epoch + age);
        placeDrift(row, rails, here);
        const [cx, cy] = [rails.x[row.parent], rails.y[row.parent]];
        const distance = Math.hypot(here.x - cx, here.y - cy) / PX;
        expect(Math.abs(distance - row.orbitPx)).toBeLessThanOrEqual(row.swingPx + 1);
        moveRails(rails, DEFAULT_MAP, row.epoch + age + 1);
        placeDrift(row, rails, there);
        // The velocity turns within a tick: v² / r for the orbit, and as much again for the swing.
        const bend = (here.vx ** 2 + here.vy ** 2) / PX / PX / 200 + 0.2;
        expect(Math.hypot(there.x - here.x - here.vx, there.y - here.y - here.vy) / PX).toBeLessThan(bend);
        for (const value of Object.values(there)) expect(Number.isSafeInteger(value)).toBe(true);
      }),
    );
  });
});

describe("gravity", () => {
  it("keeps a ship on a circular orbit, and bends the course of one that passes", () => {
    const planet = 2;
    const { radiusPx } = DEFAULT_MAP.bodies[planet];
    const orbitPx = radiusPx + 200;
    moveRails(rails, DEFAULT_MAP, 0);
    const flyer = { x: rails.x[planet] + orbitPx * PX, y: rails.y[planet], vx: rails.vx[planet], vy: rails.vy[planet] };
    flyer.vy += circleSpeed(DEFAULT_MAP, planet, orbitPx);
    for (let tick = 1; tick <= 600; tick++) {
      moveRails(rails, DEFAULT_MAP, tick);
      addGravity(flyer, rails, bodiesNear(rails, flyer.x, flyer.y), 256);
      flyer.x += flyer.vx;
      flyer.y += flyer.vy;
      const distance = Math.hypot(flyer.x - rails.x[planet], flyer.y - rails.y[planet]) / PX;
      expect(Math.abs(distance - orbitPx)).toBeLessThan(60);
    }
  });

  it("D2: pulls alike from opposite sides, and stores whole numbers", () => {
    const map = { ...QUIET_MAP, bodies: [{ ...QUIET_MAP.bodies[0], surfacePull: 5_000, reachPx: 4_000 }] };
    const still = createRails(map);
    fc.assert(
      fc.property(fc.integer({ min: -9e7, max: 9e7 }), fc.integer({ min: -9e7, max: 9e7 }), (x, y) => {
        const a = { x, y, vx: 0, vy: 0 };
        const b = { x: -x, y: -y, vx: 0, vy: 0 };
        addGravity(a, still, bodiesNear(still, a.x, a.y), 256);
        addGravity(b, still, bodiesNear(still, b.x, b.y), 256);
        expect([a.vx, a.vy]).toEqual([0 - b.vx, 0 - b.vy]);
        expect(Number.isSafeInteger(a.vx) && !Object.is(a.vx, -0)).toBe(true);
      }),
    );
  });
});

describe("shots in flight", () => {
  const still = createRails(QUIET_MAP);
  const helm = { ...newHelm(), x: 1_000 * PX, y: 2_000 * PX, vx: PX, vy: 0, heading: 16_384 };
  const flight = { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 };

  it("start ahead of the ship, with its velocity plus the muzzle's", () => {
    launchShot(helm, WEAPON.pulse, 0, flight);
    expect(flight).toMatchObject({ x: helm.x, vx: PX, vy: WEAPONS[WEAPON.pulse].speedPerTick });
    expect(flight.y).toBeGreaterThan(helm.y);
    stepShot(flight, still);
    expect(flight.x).toBe(helm.x + PX);
  });

  it("fan out evenly around the heading", () => {
    const fan = Array.from({ length: WEAPONS[WEAPON.scatter].count }, (_, i) => {
      launchShot({ ...helm, vx: 0, heading: 0 }, WEAPON.scatter, i, flight);
      return flight.vy;
    });
    expect(fan).toEqual([...fan].sort((a, b) => a - b));
    for (let i = 0; i < fan.length; i++) expect(Math.abs(fan[i] + fan[fan.length - 1 - i])).toBeLessThan(2_000);
  });

  it("mines are laid behind, and come to rest", () => {
    launchShot({ ...helm, vx: 5 * PX, heading: 0 }, WEAPON.mine, 0, flight);
    expect(flight.x).toBeLessThan(helm.x);
    for (let tick = 0; tick < 300; tick++) stepShot(flight, still);
    expect(Math.abs(flight.vx)).toBeLessThan(PX / 100);
  });
});

describe("the swept touch", () => {
  it("finds when a point first touches a circle, however fast", () => {
    expect(sweepCircle(-100 * PX, 0, 200 * PX, 0, 10)).toBeCloseTo(0.45);
    expect(sweepCircle(-100 * PX, 0, 80 * PX, 0, 10)).toBe(2);
    expect(sweepCircle(-100 * PX, 11 * PX, 200 * PX, 0, 10)).toBe(2);
    expect(sweepCircle(5 * PX, 0, 200 * PX, 0, 10)).toBe(0);
    expect(sweepCircle(20 * PX, 0, 200 * PX, 0, 10)).toBe(2);
    expect(sweepCircle(20 * PX, 0, 0, 0, 10)).toBe(2);
  });
});
