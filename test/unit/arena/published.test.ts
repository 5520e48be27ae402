import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMAND_CONTROL_BITS } from "../../../shared/games/arena/controls.ts";
import { hurtShip } from "../../../shared/games/arena/damage.ts";
import { LIMIT_PX, LIMIT_SPEED } from "../../../shared/games/arena/data/rules.ts";
import { readPublished } from "../../../shared/games/arena/divergence.ts";
import {
  AIM_STEP,
  CAUSE,
  CLIENT_CONTROL_BITS,
  CONTROL,
  type Helm,
  HULLS,
  newHelm,
  PATCH_EVERY_TICKS,
  type Shot,
  stepHelm,
  WEAPONS,
  type World,
} from "../../../shared/games/arena/index.ts";
import {
  MOTION_TICK_PERIOD,
  maskUnpublished,
  motionControls,
  motionTick,
  newPublishedMotion,
  packControls,
  packMotion,
  publishedControls,
  unpackMotion,
  wantsBoost,
} from "../../../shared/games/arena/published-motion.ts";
import { createRails } from "../../../shared/games/arena/rails.ts";
import {
  MAX_SEATS,
  newFiring,
  newShotWords,
  packFiring,
  packShot,
  SHOT_TICK_PERIOD,
  shotSeat,
  shotTick,
  unpackFiring,
  unpackShot,
} from "../../../shared/games/arena/shot-codec.ts";
import { applyTurn, applyVitals, packTurn, TURN_BACK_TICKS, turnTick } from "../../../shared/games/arena/turn.ts";
import { PUBLISHED_AS } from "../../../shared/games/arena/world.ts";
import { turnBetween } from "../../../shared/math/fixed.ts";
import { field, fly, PX, QUIET_MAP, run } from "./field.ts";

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
    bits: fc.nat(CLIENT_CONTROL_BITS),
    aim: fc.nat(1_023).map((step) => step * AIM_STEP),
  }),
);
const flights: fc.Arbitrary<Shot> = fc.record({ ...moving, weapon: fc.nat(WEAPONS.length - 1) });

/** Half of each unit: 1/16 px, 1/512 px per tick. */
function expectNear(published: Shot, truth: Shot): void {
  for (const axis of ["x", "y"] as const) expect(Math.abs(published[axis] - truth[axis])).toBeLessThanOrEqual(PX / 32);
  for (const axis of ["vx", "vy"] as const)
    expect(Math.abs(published[axis] - truth[axis])).toBeLessThanOrEqual(PX / 1_024);
}

describe("published controls", () => {
  it("move a ship alike: turn keys, a used aim, thrust, reverse and boost; not triggers or docking", () => {
    const { thrust, reverse, left, right, boost, aim } = CONTROL;
    fc.assert(
      fc.property(fc.nat(COMMAND_CONTROL_BITS), (given) => {
        const bits = publishedControls(given);
        expect(bits & (thrust | reverse)).toBe(given & (thrust | reverse));
        expect(bits & boost).toBe(given & thrust ? given & boost : 0);
        expect(bits & ~(thrust | reverse | boost | left | right | aim)).toBe(0);
        const keys = (given & right ? 1 : 0) - (given & left ? 1 : 0);
        expect((bits & right ? 1 : 0) - (bits & left ? 1 : 0)).toBe(keys);
        expect((bits & aim) !== 0).toBe(keys === 0 && (given & aim) !== 0);
        expect(publishedControls(bits)).toBe(bits);
        expect(packControls(given)).toBeLessThan(32);
      }),
    );
  });
});

describe("a packed shot", () => {
  const now = fc.nat(0x7fffffff - SHOT_TICK_PERIOD);

  it("keeps position to 1/32 px, velocity to 1/1024 px per tick, weapon, seat and tick", () => {
    fc.assert(
      fc.property(flights, fc.nat(MAX_SEATS - 1), now, fc.nat(SHOT_TICK_PERIOD - 1), (flight, seat, tick, age) => {
        const words = packShot(flight, seat, tick, newShotWords());
        const published = unpackShot(words, { x: 0, y: 0, vx: 0, vy: 0, weapon: 0 });
        expectNear(published, flight);
        expect(published.weapon).toBe(flight.weapon);
        expect(shotSeat(words)).toBe(seat);
        expect(shotTick(words, tick + age)).toBe(tick);
        expect(packShot(published, seat, tick, newShotWords())).toEqual(words);
        expect(shotSeat({ ...words, c: words.c >>> 0 })).toBe(seat);
      }),
    );
  });

  it("keeps seat, weapon, index in the volley and tick of a shot published as fired", () => {
    fc.assert(
      fc.property(
        fc.nat(MAX_SEATS - 1),
        fc.nat(WEAPONS.length - 1),
        now,
        fc.nat(SHOT_TICK_PERIOD - 1),
        (seat, weapon, tick, age) => {
          for (let index = 0; index < WEAPONS[weapon].count; index++) {
            const packed = packFiring({ seat, weapon, index, tick });
            const firing = { seat, weapon, index, tick };
            expect(unpackFiring(packed, tick + age, newFiring())).toEqual(firing);
            expect(unpackFiring(packed >>> 0, tick + age, newFiring())).toEqual(firing);
          }
        },
      ),
    );
  });

  it("has room for every weapon, and for ticks longer than any shot lives", () => {
    expect(WEAPONS.length).toBeLessThanOrEqual(8);
    for (const weapon of WEAPONS) expect(weapon.lifeTicks + 2 * PATCH_EVERY_TICKS).toBeLessThan(SHOT_TICK_PERIOD);
  });

  it("clamps a velocity that does not fit", () => {
    const flight = { x: 0, y: 0, vx: LIMIT_SPEED + 820_000, vy: -LIMIT_SPEED - 820_000, weapon: 0 };
    const published = unpackShot(packShot(flight, 0, 0, newShotWords()), { ...flight });
    expect(published.vx).toBeGreaterThan(LIMIT_SPEED);
    expect(published.vy).toBeLessThan(-LIMIT_SPEED);
  });
});

describe("a ship's published motion", () => {
  const ticks = fc.nat(100_000).map((patch) => patch * PATCH_EVERY_TICKS);

  it("D6: unpacks to the helm that was packed, except for unpublished fields", () => {
    fc.assert(
      fc.property(helms, ticks, (helm, tick) => {
        const masked = maskUnpublished({ ...helm });
        for (const field of ["x", "y", "vx", "vy", "heading", "armor", "shield", "shieldWait", "guard"] as const)
          expect(masked[field]).toBe(helm[field]);
        const published = packMotion(masked, tick, newPublishedMotion());
        expect(unpackMotion(published, newHelm())).toEqual(masked);
        expect(motionControls(published.d, published.e)).toBe(masked.bits);
        // As the wire holds the words.
        const unsigned = { a: published.a >>> 0, b: published.b >>> 0, c: published.c >>> 0, d: published.d >>> 0 };
        expect(unpackMotion({ ...published, ...unsigned }, newHelm())).toEqual(masked);
        for (const word of [published.a, published.b, published.c, published.d]) expect(word | 0).toBe(word);
        // An aim or energy that does not count is not published, so that something else may stand there.
        if (!wantsBoost(masked.bits)) published.energy = 7;
        if ((masked.bits & CONTROL.aim) === 0) published.aim = 7;
        expect(unpackMotion(published, newHelm())).toEqual(masked);
      }),
    );
  });

  it("gives its tick until the period wraps", () => {
    fc.assert(
      fc.property(helms, ticks, fc.nat(MOTION_TICK_PERIOD - 1), (helm, tick, later) => {
        expect(motionTick(packMotion(helm, tick, newPublishedMotion()), tick + later)).toBe(tick);
      }),
    );
  });

  it("fits the wire's bytes, whatever the hull", () => {
    for (const { armor, shield, shieldWaitTicks, energy } of HULLS) {
      for (const value of [armor, shield, shieldWaitTicks]) expect(value).toBeLessThan(256);
      expect(energy).toBeLessThan(65_536);
    }
    const most = { ...newHelm(), x: LIMIT_PX * PX, y: -LIMIT_PX * PX, vx: -LIMIT_SPEED, vy: LIMIT_SPEED };
    expect(unpackMotion(packMotion(most, 0, newPublishedMotion()), newHelm())).toEqual(most);
  });
});

describe("a turn", () => {
  const rails = createRails(QUIET_MAP);
  const fly = (helm: Helm, from: number, to: number) => {
    for (rails.tick = from + 1; rails.tick <= to; rails.tick++) stepHelm(helm, QUIET_MAP, rails);
    return helm;
  };

  it("D6: turns the earlier motion into exactly the new one, energy included when boosting", () => {
    const patch = fc.integer({ min: 1, max: 10_000 }).map((count) => count * PATCH_EVERY_TICKS);
    fc.assert(
      fc.property(
        helms,
        patch,
        fc.nat(TURN_BACK_TICKS),
        fc.nat(COMMAND_CONTROL_BITS),
        fc.nat(65_535),
        (before, tick, back, bits, aim) => {
          Object.assign(before, { docked: 0, bits: publishedControls(before.bits) });
          const turnedAt = tick - back;
          const truth = fly({ ...before }, tick - TURN_BACK_TICKS, turnedAt);
          const boost = truth.energy;
          const seen = maskUnpublished({ ...truth });
          Object.assign(truth, { bits: publishedControls(bits), aim });
          const turn = packTurn(bits, tick, turnedAt, false);
          expect(turn).toBeLessThan(65_536);
          expect(turnTick(turn, tick)).toBe(turnedAt);
          applyTurn({ turn, aim, boost }, seen);
          applyVitals(turn, { armor: 1, shield: 1, shieldWait: 1, guard: 1 }, seen);
          expect(maskUnpublished(fly(seen, turnedAt, tick))).toEqual(maskUnpublished(fly(truth, turnedAt, tick)));
        },
      ),
    );
  });

  it("may come with the vitals of the patch's tick", () => {
    const vitals = { armor: 5, shield: 6, shieldWait: 7, guard: 8 };
    const helm = newHelm();
    applyVitals(packTurn(0, 300, 300, true), vitals, helm);
    expect(helm).toEqual({ ...newHelm(), ...vitals });
  });

  it("differs from the turns before and after it for 12 seconds", () => {
    const turns = Array.from({ length: 256 }, (_, patch) =>
      packTurn(CONTROL.left, patch * PATCH_EVERY_TICKS, patch * PATCH_EVERY_TICKS, false),
    );
    expect(new Set(turns).size).toBe(256);
  });
});

describe("publishing", () => {
  it.each([
    ["drifts", 0],
    ["thrusts", CONTROL.thrust],
    ["turns", CONTROL.left],
    ["thrusts and boosts until its energy is gone, and on", CONTROL.thrust | CONTROL.boost],
    ["fires without a boost", CONTROL.thrust | CONTROL.primary],
  ])("D9: a ship that %s is never published again", (_, bits) => {
    for (const hull of HULLS.keys()) {
      const world = field();
      const slot = fly(world, 0, { x: -8_000, y: 3_000, hull, bits });
      run(world, PATCH_EVERY_TICKS);
      const published = world.ships.shownAt[slot];
      expect(published).toBe(PATCH_EVERY_TICKS);
      for (let i = 0; i < 1_200; i++) {
        run(world, 1);
        expect(world.ships.shownAt[slot], `tick ${world.tick}`).toBe(published);
        expect(world.ships.diverged[slot]).toBe(0);
      }
    }
  });

  it("sends one change of keys as a turn; several as an approximate turn, or whole if none comes close", () => {
    const { thrust, left, right } = CONTROL;
    const held = (bits: number) => [{ type: "controls", seat: 0, bits, aim: 0, seen: 0 }] as const;
    const world = field();
    const { ships, scratch } = world;
    const slot = fly(world, 0, { x: 3_000, y: 0 });
    const published = () => [ships.shownAt[slot], scratch.publishedAs[slot], ships.diverged[slot] !== 0];
    run(world, PATCH_EVERY_TICKS + 1);
    run(world, PATCH_EVERY_TICKS - 1, held(left));
    expect(published()).toEqual([world.tick, PUBLISHED_AS.turn, false]);
    expect(ships.turnedAt[slot]).toBe(world.tick - 2);
    // Without the thrust of one tick, hardly anything is wrong.
    run(world, 1, held(left | thrust));
    run(world, PATCH_EVERY_TICKS - 1, held(right | thrust));
    expect(published()).toEqual([world.tick, PUBLISHED_AS.turn, true]);
    // Whichever of these one left out, the nose would point elsewhere.
    run(world, 1, held(left));
    run(world, PATCH_EVERY_TICKS - 1, held(0));
    expect(published()).toEqual([world.tick, PUBLISHED_AS.whole, false]);
  });

  it("D6: sends a sweeping aim as turns within half of ε, and now and then whole", () => {
    const world = field();
    const { ships, scratch, config } = world;
    const slot = fly(world, 0, { x: 3_000, y: 0 });
    const published = [0, 0, 0];
    for (let i = 0; i < 600; i++) {
      const aim = (i * 3 * AIM_STEP) & 65_535;
      run(world, 1, [{ type: "controls", seat: 0, bits: CONTROL.aim | CONTROL.thrust, aim, seen: 0 }]);
      if (ships.shownAt[slot] !== world.tick) continue;
      published[scratch.publishedAs[slot]]++;
      const seen = readPublished(world, slot, newHelm());
      expect(Math.hypot(seen.x - ships.x[slot], seen.y - ships.y[slot]) / PX).toBeLessThanOrEqual(config.slackPx / 2);
      expect(Math.abs(turnBetween(seen.heading, ships.heading[slot]))).toBeLessThanOrEqual(config.slackTurn / 2);
    }
    expect(published[PUBLISHED_AS.turn]).toBeGreaterThan(5 * published[PUBLISHED_AS.whole]);
    expect(published[PUBLISHED_AS.whole]).toBeGreaterThan(0);
  });

  it("sends a new aim once it makes a visible difference", () => {
    const world = field();
    const { ships } = world;
    const aimed = (aim: number) => [{ type: "controls", seat: 0, bits: CONTROL.aim, aim, seen: 0 }] as const;
    const slot = fly(world, 0, { x: 3_000, y: 0 });
    run(world, PATCH_EVERY_TICKS, aimed(0));
    const before = ships.shownAt[slot];
    run(world, PATCH_EVERY_TICKS, aimed(world.config.slackTurn));
    expect(ships.shownAt[slot]).toBe(before);
    run(world, PATCH_EVERY_TICKS, aimed(2 * world.config.slackTurn));
    expect(ships.shownAt[slot]).toBe(world.tick);
  });

  it("sends more records for a smaller ε", () => {
    const records = [0, 1, 32].map((slackPx) => {
      const world = field({ slackPx, slackTurn: 182 * slackPx });
      const slot = fly(world, 0, { x: 3_000, y: 0 });
      let published = 0;
      for (let i = 0; i < 600; i++) {
        const bits = CONTROL.thrust | CONTROL.aim;
        const aim = (Math.floor(i / 4) % 2 ? 8 : 24 + (i % 5)) * AIM_STEP;
        run(world, 1, [{ type: "controls", seat: 0, bits, aim, seen: 0 }]);
        if (world.ships.shownAt[slot] === world.tick) published++;
      }
      return published;
    });
    expect(records).toEqual([...records].sort((a, b) => b - a));
    expect(new Set(records).size).toBe(3);
  });

  it("D6: damage and the end of a guard are published at the next patch, as vitals alone", () => {
    for (const [name, happens] of [
      ["armor", (world: World, slot: number) => hurtShip(world, slot, 100, -1, CAUSE.star, () => {})],
      ["shield", (world: World, slot: number) => hurtShip(world, slot, 10, -1, CAUSE.star, () => {})],
      ["guard", (world: World, slot: number) => (world.ships.bits[slot] = CONTROL.tapPrimary)],
    ] as const) {
      const world = field();
      const { ships, scratch } = world;
      const slot = fly(world, 0, { x: 3_000, y: 0, guard: name === "guard" ? 500 : 0 });
      run(world, 10);
      const before = ships[name][slot];
      happens(world, slot);
      run(world, 12 - world.tick);
      expect(ships[name][slot], name).toBeLessThan(before - 2);
      expect([ships.shownAt[slot], scratch.publishedAs[slot]], name).toEqual([12, PUBLISHED_AS.turnAndVitals]);
      expect(ships.ownAt[slot] === 12, name).toBe(name !== "guard");
    }
  });

  it("sends a player their ship after late controls, and not after controls in time", () => {
    for (const late of [0, CONTROL.late]) {
      const world = field();
      const slot = fly(world, 0, { x: 3_000, y: 0 });
      run(world, 60);
      const before = world.ships.ownAt[slot];
      run(world, PATCH_EVERY_TICKS, [
        { type: "controls", seat: 0, bits: CONTROL.left | CONTROL.primary | late, aim: 0, seen: 0 },
      ]);
      expect(world.ships.ownAt[slot]).toBe(late === 0 ? before : world.tick);
    }
  });

  it("sends nothing after late controls that were held already", () => {
    const world = field();
    const slot = fly(world, 0, { x: 3_000, y: 0 });
    const again = { type: "controls", seat: 0, aim: 0, seen: 0 } as const;
    run(world, 60, [{ ...again, bits: CONTROL.left }]);
    const before = world.ships.ownAt[slot];
    run(world, PATCH_EVERY_TICKS, [{ ...again, bits: CONTROL.left | CONTROL.late }]);
    expect(world.ships.ownAt[slot]).toBe(before);
    run(world, PATCH_EVERY_TICKS, [{ ...again, bits: CONTROL.late }]);
    expect(world.ships.ownAt[slot]).toBe(world.tick);
  });
});
