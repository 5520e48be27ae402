import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMIT_PX, LIMIT_SPEED } from "../../../shared/arena/data/rules.ts";
import {
  AIM_STEP,
  ALL_CONTROLS,
  CONTROL,
  type Flight,
  type Helm,
  HULLS,
  newHelm,
  PATCH_EVERY_TICKS,
  SHOWN_AGAIN_TICKS,
  stepHelm,
  WEAPONS,
} from "../../../shared/arena/index.ts";
import {
  MOST_SEATS,
  newWords,
  packShip,
  packShot,
  SHOT_TICKS,
  shotSeat,
  shotTick,
  unpackShip,
  unpackShot,
} from "../../../shared/arena/motion.ts";
import { createRails } from "../../../shared/arena/rails.ts";
import { readTold, roundToTold, writeTold } from "../../../shared/arena/told.ts";
import { turnBetween } from "../../../shared/math/fixed.ts";
import { blankTold, field, fly, PX, QUIET_MAP, run } from "./field.ts";

const within = (most: number) => fc.integer({ min: -most, max: most });
const place = within(LIMIT_PX * PX);
const speed = within(LIMIT_SPEED);
const moving = { x: place, y: place, vx: speed, vy: speed };
const hull = fc.nat(HULLS.length - 1);

const helms: fc.Arbitrary<Helm> = hull.chain((index) =>
  fc.record({
    hull: fc.constant(index),
    ...moving,
    heading: fc.nat(65_535),
    armor: fc.nat(HULLS[index].armor),
    shield: fc.nat(HULLS[index].shield),
    shieldWait: fc.nat(HULLS[index].shieldWaitTicks),
    energy: fc.nat(HULLS[index].energy),
    primaryWait: fc.nat(255),
    secondaryWait: fc.nat(255),
    guard: fc.nat(600),
    docked: fc.nat(1),
    bits: fc.nat(ALL_CONTROLS),
    aim: fc.nat(1_023).map((step) => step * AIM_STEP),
  }),
);
const flights: fc.Arbitrary<Flight> = fc.record({ ...moving, weapon: fc.nat(WEAPONS.length - 1) });

/** Half of each unit: 1/16 px, 1/512 px per tick, 1/2048 turn. */
function expectNear(told: Flight | Helm, truth: Flight | Helm): void {
  for (const axis of ["x", "y"] as const) expect(Math.abs(told[axis] - truth[axis])).toBeLessThanOrEqual(PX / 32);
  for (const axis of ["vx", "vy"] as const) expect(Math.abs(told[axis] - truth[axis])).toBeLessThanOrEqual(PX / 1_024);
}

describe("a ship's words", () => {
  it("hold its place to 1/32 px, its velocity to 1/1024 px per tick, its heading to 1/4096 turn", () => {
    fc.assert(
      fc.property(helms, (helm) => {
        const told = unpackShip(packShip(helm, newWords()), newHelm());
        expectNear(told, helm);
        expect(Math.abs(turnBetween(told.heading, helm.heading))).toBeLessThanOrEqual(16);
        expect(told.heading).toBe(told.heading & 0xffff);
      }),
    );
  });

  it("packed again are the same words, each an int32", () => {
    fc.assert(
      fc.property(helms, (helm) => {
        const words = packShip(helm, newWords());
        expect(packShip(unpackShip(words, newHelm()), newWords())).toEqual(words);
        for (const word of [words.a, words.b, words.c]) expect(word | 0).toBe(word);
        // As the wire holds them.
        const unsigned = { a: words.a >>> 0, b: words.b >>> 0, c: words.c >>> 0 };
        expect(unpackShip(unsigned, newHelm())).toEqual(unpackShip(words, newHelm()));
      }),
    );
  });

  it("steer alike: turn keys, the aim wherever it counts, thrust, reverse and boost; no trigger, no docking", () => {
    const { thrust, reverse, left, right, boost, aim } = CONTROL;
    fc.assert(
      fc.property(helms, (helm) => {
        const { bits, aim: heading } = unpackShip(packShip(helm, newWords()), newHelm());
        const kept = thrust | reverse | boost;
        expect(bits & kept).toBe(helm.bits & kept);
        expect(bits & ~(kept | left | right | aim)).toBe(0);
        const keys = (helm.bits & right ? 1 : 0) - (helm.bits & left ? 1 : 0);
        expect((bits & right ? 1 : 0) - (bits & left ? 1 : 0)).toBe(keys);
        const aims = keys === 0 && (helm.bits & aim) !== 0;
        expect((bits & aim) !== 0).toBe(aims);
        if (aims) expect(heading).toBe(helm.aim);
      }),
    );
  });

  it("at the ends of what they hold turn into nothing else", () => {
    for (const sign of [-1, 1]) {
      const helm = { ...newHelm(), x: sign * LIMIT_PX * PX, y: sign * LIMIT_PX * PX };
      helm.vx = helm.vy = sign * LIMIT_SPEED;
      helm.heading = 65_535;
      const told = unpackShip(packShip(helm, newWords()), newHelm());
      expectNear(told, helm);
      expect(told.heading).toBe(0);
    }
  });
});

describe("a shot's words", () => {
  const now = fc.nat(0x7fffffff - SHOT_TICKS);

  it("hold its flight as a ship's do, its weapon, its seat and its tick", () => {
    fc.assert(
      fc.property(flights, fc.nat(MOST_SEATS - 1), now, fc.nat(SHOT_TICKS - 1), (flight, seat, tick, age) => {
        const words = packShot(flight, seat, tick, newWords());
        const told = unpackShot(words, { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 });
        expectNear(told, flight);
        expect(told.weapon).toBe(flight.weapon);
        expect(shotSeat(words)).toBe(seat);
        expect(shotTick(words, tick + age)).toBe(tick);
        expect(packShot(told, seat, tick, newWords())).toEqual(words);
        expect(shotSeat({ ...words, c: words.c >>> 0 })).toBe(seat);
      }),
    );
  });

  it("hold every weapon, and its life within the ticks they tell apart", () => {
    expect(WEAPONS.length).toBeLessThanOrEqual(8);
    for (const weapon of WEAPONS) expect(weapon.lifeTicks + 2 * PATCH_EVERY_TICKS).toBeLessThan(SHOT_TICKS);
  });

  it("tell a shot that is faster than they can as fast as they can, not as flying back", () => {
    const flight = { x: 0, y: 0, vx: LIMIT_SPEED + 820_000, vy: -LIMIT_SPEED - 820_000, weapon: 0 };
    const told = unpackShot(packShot(flight, 0, 0, newWords()), { ...flight });
    expect(told.vx).toBeGreaterThan(LIMIT_SPEED);
    expect(told.vy).toBeLessThan(-LIMIT_SPEED);
  });
});

describe("what is told of a ship", () => {
  it("D6: is read as the helm it was written from, once that is rounded, and rounding it again changes nothing", () => {
    fc.assert(
      fc.property(helms, (helm) => {
        const rounded = roundToTold(helm, newHelm());
        expect(readTold(writeTold(rounded, blankTold()), newHelm())).toEqual(rounded);
        expect(roundToTold(rounded, newHelm())).toEqual(rounded);
        expect(roundToTold(helm, helm)).toEqual(rounded);
      }),
    );
  });

  it("fits the wire's bytes, whatever the hull", () => {
    for (const { armor, shield, shieldWaitTicks, energy } of HULLS) {
      const most = { ...newHelm(), armor, shield, shieldWait: shieldWaitTicks, energy, bits: ALL_CONTROLS };
      const told = writeTold(roundToTold(most, newHelm()), blankTold());
      for (const value of [told.armor, told.shield, told.shieldWait, told.energy]) expect(value).toBeLessThan(256);
    }
  });

  it("D6: vitals are exact, and continue to be", () => {
    const rails = createRails(QUIET_MAP);
    fc.assert(
      fc.property(helms, fc.nat(300), (truth, ticks) => {
        truth.docked = 0;
        truth.bits &= CONTROL.thrust | CONTROL.boost | CONTROL.left | CONTROL.right | CONTROL.reverse;
        const seen = roundToTold(truth, newHelm());
        for (let i = 0; i < ticks; i++) {
          rails.tick = i;
          stepHelm(truth, QUIET_MAP, rails);
          stepHelm(seen, QUIET_MAP, rails);
        }
        const vitals = ({ armor, shield, shieldWait, guard }: Helm) => ({ armor, shield, shieldWait, guard });
        expect(vitals(seen)).toEqual(vitals(truth));
      }),
    );
  });
});

describe("publishing", () => {
  it.each([
    ["drifts", 0],
    ["thrusts", CONTROL.thrust],
    ["turns", CONTROL.left],
    ["thrusts and boosts until its energy is gone, and on", CONTROL.thrust | CONTROL.boost],
  ])("D9: a ship that %s is hardly told again", (_, bits) => {
    for (const hull of HULLS.keys()) {
      const world = field();
      const slot = fly(world, 0, { x: -8_000, y: 3_000, hull, bits });
      run(world, 6);
      let told = 0;
      for (let i = 0; i < 1_200; i++) {
        run(world, 1);
        if (world.ships.shownAt[slot] === world.tick) told++;
      }
      const reminders = 1_200 / SHOWN_AGAIN_TICKS;
      expect(told).toBeLessThanOrEqual(reminders + 30);
    }
  });

  it("goes by ε: less of it, more records", () => {
    const records = [0, 1, 32].map((slackPx) => {
      const world = field({ slackPx, slackTurn: 182 * slackPx });
      const slot = fly(world, 0, { x: 3_000, y: 0 });
      let told = 0;
      for (let i = 0; i < 600; i++) {
        const bits = CONTROL.thrust | (Math.floor(i / 4) % 2 ? CONTROL.left : CONTROL.right);
        run(world, 1, [{ type: "controls", seat: 0, bits, aim: 0 }]);
        if (world.ships.shownAt[slot] === world.tick) told++;
      }
      return told;
    });
    expect(records).toEqual([...records].sort((a, b) => b - a));
    expect(new Set(records).size).toBe(3);
  });

  it("D6: damage and the end of a guard are told at the next patch, however near the ship is to what is shown", () => {
    for (const [name, changed] of [
      ["armor", 60],
      ["shield", 40],
      ["guard", 0],
    ] as const) {
      const world = field();
      const { ships } = world;
      const slot = fly(world, 0, { x: 3_000, y: 0, guard: 500 });
      run(world, 10);
      const before = ships.shownAt[slot];
      ships[name][slot] = changed;
      run(world, PATCH_EVERY_TICKS);
      expect(ships.shownAt[slot], name).toBeGreaterThan(before);
      expect(ships.ownAt[slot], name).toBe(ships.shownAt[slot]);
    }
  });
});
