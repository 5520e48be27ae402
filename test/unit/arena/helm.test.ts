import { describe, expect, it } from "vitest";
import { DOCK_HOLD_TICKS, LIMIT_PX, UNDOCK_GUARD_TICKS } from "../../../shared/games/arena/data/rules.ts";
import {
  CONTROL,
  copyHelm,
  createRails,
  type Helm,
  HULLS,
  type MapConfig,
  moveRails,
  newHelm,
  stepHelm,
  WEAPONS,
} from "../../../shared/games/arena/index.ts";
import { turnBetween } from "../../../shared/math/fixed.ts";
import { PX, QUIET_MAP } from "./field.ts";

const hull = HULLS[0];

function helmAt(change: Partial<Helm>): Helm {
  const full = { armor: hull.armor, shield: hull.shield, energy: hull.energy };
  return { ...newHelm(), x: 2_000 * PX, y: 2_000 * PX, ...full, ...change };
}

function steps(helm: Helm, ticks: number, map: MapConfig = QUIET_MAP, from = 0): number {
  const rails = createRails(map);
  let fired = 0;
  for (let tick = from + 1; tick <= from + ticks; tick++) {
    moveRails(rails, map, tick);
    fired += stepHelm(helm, map, rails);
  }
  return fired;
}

const speed = (helm: Helm) => Math.hypot(helm.vx, helm.vy);

describe("flying", () => {
  it("drifts on without controls", () => {
    const helm = helmAt({ vx: 3 * PX, vy: -PX });
    steps(helm, 100);
    expect(helm).toMatchObject({ x: 2_300 * PX, y: 1_900 * PX, vx: 3 * PX, vy: -PX });
  });

  it("turns by keys, or the short way to the aim, and stops there", () => {
    const left = helmAt({ bits: CONTROL.left });
    steps(left, 10);
    expect(left.heading).toBe(65_536 - 10 * hull.turnPerTick);
    const aiming = helmAt({ bits: CONTROL.aim, aim: 60_000 });
    steps(aiming, 5);
    expect(turnBetween(0, aiming.heading)).toBe(-5 * hull.turnPerTick);
    steps(aiming, 20);
    expect(aiming.heading).toBe(60_000);
  });

  it("thrust accelerates up to the top speed; boost exceeds it while energy lasts, and the excess wears off", () => {
    const helm = helmAt({ bits: CONTROL.thrust });
    steps(helm, 1);
    expect(helm.vx).toBe(hull.thrustPerTick);
    steps(helm, 200);
    expect(Math.abs(speed(helm) - hull.topSpeedPerTick)).toBeLessThan(2);
    helm.bits |= CONTROL.boost;
    steps(helm, 60);
    expect(speed(helm)).toBeGreaterThan(hull.topSpeedPerTick * 1.5);
    expect(helm.energy).toBeLessThan(hull.energy);
    helm.bits = 0;
    steps(helm, 240);
    expect(speed(helm)).toBeLessThan(hull.topSpeedPerTick * 1.01);
  });

  it("at top speed, thrust still turns the flight around", () => {
    const helm = helmAt({ vx: hull.topSpeedPerTick, heading: 16_384, bits: CONTROL.thrust });
    steps(helm, 150);
    expect(helm.vy).toBeGreaterThan(Math.abs(helm.vx));
    expect(speed(helm)).toBeLessThanOrEqual(hull.topSpeedPerTick + 2);
  });

  it("pulls a ship back from beyond the map, however hard it thrusts, and never lets it leave the limits", () => {
    const helm = helmAt({ x: 8_900 * PX, y: 0, bits: CONTROL.thrust | CONTROL.boost });
    let farthest = 0;
    for (let i = 0; i < 1_000; i++) {
      steps(helm, 1, QUIET_MAP, i);
      farthest = Math.max(farthest, helm.x);
    }
    expect(farthest).toBeGreaterThan(9_000 * PX);
    expect(farthest).toBeLessThan(9_600 * PX);
    const runaway = helmAt({ x: LIMIT_PX * PX, y: -LIMIT_PX * PX, vx: 2 ** 30, vy: -(2 ** 30) });
    steps(runaway, 1);
    expect(runaway.x).toBe(LIMIT_PX * PX);
    expect(runaway.y).toBe(-LIMIT_PX * PX);
  });

  it("bounces off a body, with a loss, and never ends inside", () => {
    const helm = helmAt({ x: 300 * PX, y: 10 * PX, vx: -8 * PX });
    for (let i = 0; i < 100; i++) {
      steps(helm, 1, QUIET_MAP, i);
      expect(Math.hypot(helm.x, helm.y) / PX).toBeGreaterThan(QUIET_MAP.bodies[0].radiusPx + hull.radiusPx - 0.01);
    }
    expect(helm.vx).toBeGreaterThan(2 * PX);
    expect(helm.vx).toBeLessThan(6 * PX);
  });

  it("D2: is symmetric, and never gives −0", () => {
    const map = {
      ...QUIET_MAP,
      bodies: QUIET_MAP.bodies.map((body) => ({ ...body, surfacePull: 3_000, reachPx: 3_000 })),
    };
    const one = helmAt({ x: 700 * PX, y: 500 * PX, vx: -PX, vy: 777, heading: 4_096, bits: CONTROL.thrust });
    const other = helmAt({ x: -700 * PX, y: -500 * PX, vx: PX, vy: -777, heading: 36_864, bits: CONTROL.thrust });
    for (let i = 0; i < 400; i++) {
      steps(one, 1, { ...map, bodies: map.bodies.slice(0, 1), stations: [] }, i);
      steps(other, 1, { ...map, bodies: map.bodies.slice(0, 1), stations: [] }, i);
      expect([one.x, one.y, one.vx, one.vy]).toEqual([0 - other.x, 0 - other.y, 0 - other.vx, 0 - other.vy]);
      for (const value of Object.values(one)) expect(Object.is(value, -0)).toBe(false);
    }
  });
});

describe("shields, energy and weapons", () => {
  it("the shield comes back after its wait, point by point, to its full", () => {
    const helm = helmAt({ shield: 0, shieldWait: 30 });
    steps(helm, 30);
    expect(helm.shield).toBe(0);
    steps(helm, 60, QUIET_MAP, 30);
    expect(helm.shield).toBe(60 / hull.shieldEveryTicks);
    steps(helm, 2_000, QUIET_MAP, 90);
    expect(helm.shield).toBe(hull.shield);
  });

  it("a held trigger fires once a reload, pays energy, and stops when that is short", () => {
    const helm = helmAt({ bits: CONTROL.primary });
    const { reloadTicks, energy } = WEAPONS[hull.primary];
    expect(steps(helm, reloadTicks * 5)).toBe(5 * CONTROL.primary);
    helm.energy = energy - 2 * hull.energyPerTick;
    helm.primaryWait = 0;
    expect(steps(helm, 1)).toBe(0);
    expect(steps(helm, 1)).toBe(CONTROL.primary);
  });

  it("a tap fires in its tick alone", () => {
    const helm = helmAt({ bits: CONTROL.tapPrimary | CONTROL.thrust });
    expect(steps(helm, 60)).toBe(CONTROL.primary);
    expect(helm.bits).toBe(CONTROL.thrust);
  });

  it("firing ends the guard", () => {
    const helm = helmAt({ guard: 100 });
    steps(helm, 10);
    expect(helm.guard).toBe(90);
    helm.bits = CONTROL.secondary;
    steps(helm, 1);
    expect(helm.guard).toBe(0);
  });

  it("a copy has all fields", () => {
    const helm = helmAt({ hull: 2, docked: 1, aim: 5, secondaryWait: 7 });
    const copy = newHelm();
    copyHelm(helm, copy);
    expect(copy).toEqual(helm);
  });
});

describe("docking", () => {
  const rails = createRails(QUIET_MAP);
  const station = QUIET_MAP.bodies.length;
  moveRails(rails, QUIET_MAP, 0);
  const beside = (px: number, change: Partial<Helm> = {}) =>
    helmAt({
      x: rails.x[station] + px * PX,
      y: rails.y[station],
      vx: rails.vx[station],
      vy: rails.vy[station],
      bits: CONTROL.dock,
      ...change,
    });

  it.each([
    ["in its ring and slow", beside(150), 1],
    ["out of its ring", beside(190), 0],
    ["too fast", beside(100, { vx: 4 * PX }), 0],
  ])("a press takes effect %s, and is used up", (_, helm, docked) => {
    steps(helm, 1);
    expect(helm.docked).toBe(docked);
    expect(helm.bits & CONTROL.dock).toBe(0);
  });

  it("a docked ship moves with the station and is repaired; it cannot fire", () => {
    const helm = beside(100, { armor: 10, shield: 0 });
    steps(helm, 1);
    helm.bits = CONTROL.primary;
    expect(steps(helm, 900, QUIET_MAP, 1)).toBe(0);
    moveRails(rails, QUIET_MAP, 901);
    expect([helm.x, helm.y, helm.vx]).toEqual([rails.x[station], rails.y[station], rails.vx[station]]);
    expect([helm.armor, helm.shield]).toEqual([hull.armor, hull.shield]);
  });

  it("thrust held while docking does not undock at once; later it does, and leaves guarded", () => {
    const helm = beside(100, { bits: CONTROL.dock | CONTROL.thrust });
    steps(helm, DOCK_HOLD_TICKS - 1);
    expect(helm.docked).toBe(1);
    steps(helm, 2, QUIET_MAP, DOCK_HOLD_TICKS);
    expect(helm.docked).toBe(0);
    expect(helm.guard).toBeGreaterThan(UNDOCK_GUARD_TICKS - 3);
  });

  it("another press undocks", () => {
    const helm = beside(100);
    steps(helm, 1);
    helm.bits = CONTROL.dock;
    steps(helm, 1, QUIET_MAP, 1);
    expect(helm.docked).toBe(0);
  });
});
