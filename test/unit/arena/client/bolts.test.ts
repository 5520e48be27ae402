import { describe, expect, it } from "vitest";
import { blankFrame } from "../../../../client/games/arena/model/blank-views.ts";
import { BoltTracker, type ShipHistory } from "../../../../client/games/arena/model/bolt-tracker.ts";
import { ViewRange } from "../../../../client/games/arena/model/view-range.ts";
import { WEAPON, weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import { copyHelm, newHelm } from "../../../../shared/games/arena/helm.ts";
import { arenaConfig } from "../../../../shared/games/arena/index.ts";
import { launchShot } from "../../../../shared/games/arena/shot.ts";
import { newShotWords, packFiring, packShot } from "../../../../shared/games/arena/shot-codec.ts";
import { ArenaState, BoltState, splitTick } from "../../../../shared/games/arena/wire/state.ts";
import { type Helm, ROUND } from "../../../../shared/games/arena/world.ts";
import { ONE } from "../../../../shared/math/fixed.ts";

const CONFIG = arenaConfig({ seats: 8, pirates: 0, traders: 0 });
const OWN_SEAT = 3;
const FIRST_TICK = 3_000;
const { lifeTicks } = weaponOf(WEAPON.pulse);

/** Far from everything that pulls. */
function gun(headingTurns = 0): Helm {
  return { ...newHelm(), x: 9_000 * ONE, y: 9_000 * ONE, heading: headingTurns * 65_536 };
}

/** Shots as a client has them, told of by hand. */
class Range {
  readonly state = new ArenaState();
  readonly frame = blankFrame();
  readonly bolts = new BoltTracker(CONFIG, new ViewRange(Number.POSITIVE_INFINITY));
  tick = FIRST_TICK;
  /** By seat: ships that the client has, which do not move. */
  readonly guns = new Map<number, Helm>();
  readonly ships: ShipHistory = {
    shipAt: (seat, _tick, to) => {
      const gun = this.guns.get(seat);
      if (gun !== undefined) copyHelm(gun, to);
      return gun !== undefined;
    },
  };

  constructor() {
    this.frame.config = CONFIG;
    this.state.phase = ROUND.playing;
    for (const _ of CONFIG.map.bodies) this.frame.bodies.push({ x: 0, y: 0 });
  }

  /** A shot of a volley fired now is told in the patch of this tick. */
  tell(slot: number, seat: number, from: Helm, weapon: number = WEAPON.pulse, index = 0): void {
    const flight = { x: 0, y: 0, vx: 0, vy: 0, weapon };
    launchShot(from, weapon, index, flight);
    const row = this.state.bolts.get(String(slot)) ?? new BoltState();
    const { a, b, c } = packShot(flight, seat, this.tick, newShotWords());
    Object.assign(row, { a: a >>> 0, b: b >>> 0, c: c >>> 0 });
    this.state.bolts.set(String(slot), row);
  }

  /** The same to who knows its ship. */
  tellFired(slot: number, seat: number, tick: number, weapon: number = WEAPON.pulse, index = 0): void {
    const row = this.state.bolts.get(String(slot)) ?? new BoltState();
    row.fired = packFiring({ seat, weapon, index, tick }) >>> 0;
    this.state.bolts.set(String(slot), row);
  }

  patch(): void {
    Object.assign(this.state, splitTick(this.tick));
    this.bolts.read(this.state, this.ships);
    this.bolts.sync(this.tick, OWN_SEAT);
  }

  pass(ticks: number): void {
    for (let i = 0; i < ticks; i++) this.bolts.advance(++this.tick, 1 / 60);
  }

  get seen() {
    this.bolts.show(0, 60, this.frame);
    return this.frame.bolts.items.slice(0, this.frame.bolts.count).map((bolt) => ({ ...bolt }));
  }
}

describe("shots at a client", () => {
  it("D9: end when their lifetime is over, although their rows stay", () => {
    const range = new Range();
    range.tell(5, 1, gun());
    range.patch();
    range.pass(lifeTicks - 3);
    range.patch();
    expect(range.seen).toHaveLength(1);
    range.pass(6);
    range.patch();
    expect(range.seen).toEqual([]);
    range.pass(3_000);
    range.patch();
    expect(range.seen, "after the told tick has come round").toEqual([]);
  });

  it("end at once when the server takes them out", () => {
    const range = new Range();
    range.tell(5, 1, gun());
    range.patch();
    range.pass(6);
    range.state.bolts.delete("5");
    range.patch();
    expect(range.seen).toEqual([]);
  });

  it("are replaced by a new shot when a row changes, whether or not they were over", () => {
    const range = new Range();
    range.tell(5, 1, gun());
    range.patch();
    const [first] = range.seen;
    range.pass(6);
    range.tell(5, 2, gun(0.5));
    range.patch();
    const [second] = range.seen;
    expect([second.seat, second.id === first.id, second.vx < 0]).toEqual([2, false, true]);
    range.pass(lifeTicks + 9);
    range.tell(5, 4, gun(0.25));
    range.patch();
    expect(range.seen).toMatchObject([{ seat: 4 }]);
    expect(range.seen[0].id).not.toBe(second.id);
  });

  it("D9: start at the ship that fired them, at the published tick", () => {
    const range = new Range();
    range.guns.set(1, gun());
    range.guns.set(2, gun(0.5));
    range.tellFired(5, 1, range.tick - 2, WEAPON.scatter, 4);
    range.patch();
    const at = { x: 0, y: 0, vx: 0, vy: 0, weapon: WEAPON.scatter };
    launchShot(gun(), WEAPON.scatter, 4, at);
    range.pass(1);
    const [first] = range.seen;
    expect(first).toMatchObject({ seat: 1, weapon: WEAPON.scatter });
    expect((first.x * ONE - at.x) / at.vx).toBeCloseTo(3, 1);
    range.tellFired(5, 2, range.tick);
    range.patch();
    expect(range.seen).toMatchObject([{ seat: 2, weapon: WEAPON.pulse }]);
    range.tell(5, 3, gun());
    range.patch();
    expect(range.seen).toMatchObject([{ seat: 3 }]);
    range.tellFired(5, 1, range.tick);
    range.patch();
    expect(range.seen).toMatchObject([{ seat: 1 }]);
  });

  it("are not shown when their ship is unknown", () => {
    const range = new Range();
    range.tellFired(5, 1, range.tick);
    range.patch();
    expect(range.seen).toEqual([]);
  });

  it("of the player are shown once, continuing the predicted ones", () => {
    const range = new Range();
    range.patch();
    range.bolts.predict(gun(), WEAPON.pulse, range.tick);
    range.pass(6);
    const [guess] = range.seen;
    // Fired at the tick that was predicted, told two ticks later, and heard of now.
    const [later, flown] = [range.tick, { x: 0, y: 0, vx: 0, vy: 0, weapon: WEAPON.pulse }];
    launchShot(gun(), WEAPON.pulse, 0, flown);
    const told = FIRST_TICK + 2;
    const at = { ...flown, x: flown.x + 2 * flown.vx, y: flown.y + 2 * flown.vy };
    const { a, b, c } = packShot(at, OWN_SEAT, told, newShotWords());
    range.state.bolts.set("9", Object.assign(new BoltState(), { a: a >>> 0, b: b >>> 0, c: c >>> 0 }));
    range.tick = later;
    range.patch();
    const seen = range.seen;
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ own: true, seat: OWN_SEAT });
    expect(seen[0].id).toBeGreaterThan(0);
    expect(Math.hypot(seen[0].x - guess.x, seen[0].y - guess.y)).toBeLessThan(0.1);
    expect(range.bolts.predictedCount).toBe(0);
  });

  it("of the player's volley each replace their own prediction, in any order", () => {
    const range = new Range();
    range.patch();
    const { count } = weaponOf(WEAPON.scatter);
    range.bolts.predict(gun(), WEAPON.scatter, range.tick);
    [4, 1, 5, 0, 3, 2].forEach((index, slot) => {
      range.tell(slot, OWN_SEAT, gun(), WEAPON.scatter, index);
    });
    range.pass(3);
    const guesses = range.seen;
    const told = range.tick;
    Object.assign(range.state, splitTick(told));
    range.bolts.read(range.state, range.ships);
    range.bolts.sync(told, OWN_SEAT);
    const seen = range.seen;
    expect([guesses.length, seen.length, range.bolts.predictedCount]).toEqual([count, count, 0]);
    for (const { x, y, vx, vy } of seen) {
      const guess = guesses.find((one) => Math.hypot(one.vx - vx, one.vy - vy) < 1);
      expect(Math.hypot((guess?.x ?? 0) - x, (guess?.y ?? 0) - y)).toBeLessThan(0.1);
    }
  });
});
