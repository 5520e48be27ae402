import { OVERSPEED_DRAG } from "../../../shared/games/arena/data/rules.ts";
import { readPublished } from "../../../shared/games/arena/divergence.ts";
import {
  HELM_FIELDS,
  type Helm,
  HULLS,
  type Motion,
  newHelm,
  PATCH_EVERY_TICKS,
  type Rails,
  stepHelm,
  type World,
} from "../../../shared/games/arena/index.ts";
import { maskUnpublished } from "../../../shared/games/arena/published-motion.ts";
import { readHelm } from "../../../shared/games/arena/rows.ts";
import { PUBLISHED_AS } from "../../../shared/games/arena/world.ts";
import { turnBetween } from "../../../shared/math/fixed.ts";
import { PX } from "./field.ts";
import { HeardShip } from "./heard-ship.ts";

/**
 * How fast truth and continuation may part, px per tick²: both engines at their most in opposite directions, and the drag on
 * whichever of them boosts no more. Gravity pulls both alike.
 */
const PART_PX = Math.max(
  ...HULLS.map(({ thrustPerTick, boostFactor, topSpeedPerTick }) => {
    const boost = boostFactor / 256;
    return (2 * thrustPerTick * boost + (topSpeedPerTick * (boost - 1) * OVERSPEED_DRAG) / 256) / PX;
  }),
);
/** What a velocity changes by in one tick: engines and gravity do less, bounces and bumps do more, and have no bound. */
const JOLT = 50_000;
/** Bumps push ships apart beside; stations move in steps that differ a little from their velocity. */
const SHIFT = PX / 16;
const TURN_PER_TICK = Math.max(...HULLS.map((hull) => hull.turnPerTick));

/**
 * How far apart truth and continuation may be some ticks after a boundary, px, when neither was thrown about since the one
 * before: ε + t·(⅔ε + a) + ½·a·t·(t + 1). At both boundaries they were within ε, so their velocities differ by at most ⅔ε + a.
 */
export function partedPx(ticks: number, slackPx: number): number {
  return slackPx + ticks * ((2 * slackPx) / PATCH_EVERY_TICKS + PART_PX) + (PART_PX * ticks * (ticks + 1)) / 2;
}

/** The same of their headings, 1/65536 turn. */
export function partedTurn(ticks: number, slackTurn: number): number {
  return slackTurn + 2 * TURN_PER_TICK * ticks;
}

interface Ship {
  readonly heard: HeardShip;
  /** What a client sees, and saw the tick before. */
  readonly seen: Helm;
  readonly before: Helm;
  readonly truth: Helm;
  /** For how many ticks neither was thrown about. */
  calm: number;
  /** What a client would see if everything that is not exact were published at once. */
  readonly exact: Helm;
}

function same(a: Helm, b: Helm): boolean {
  return HELM_FIELDS.every((field) => a[field] === b[field]);
}

/** A client that has nothing but what is published of each ship, and keeps count of how wrong it is. */
export class PublishedShips {
  readonly #ships = new Map<number, Ship>();
  readonly #now = newHelm();
  readonly #shown = newHelm();
  /** What broke a rule; the first few say enough. */
  readonly faults: string[] = [];
  shipTicks = 0;
  /** Publications, by value of `PUBLISHED_AS`. */
  readonly published: number[] = [0, 0, 0];
  /** Ticks in which what clients see had to be stepped apart from the truth. */
  apart = 0;
  /** Records that exactness would have cost. */
  exactRecords = 0;
  /** Comparisons between boundaries, and those where nothing was thrown about. */
  compared = 0;
  calm = 0;
  /** Farthest off by ticks since the boundary, px and 1/65536 turn; of calm ships. */
  readonly worstPx: number[] = [0, 0, 0];
  readonly worstTurn: number[] = [0, 0, 0];

  /** After each tick, with the rails of that tick. */
  watch(world: World, rails: Rails): void {
    const { ships, tick, config } = world;
    const since = tick % PATCH_EVERY_TICKS;
    for (const ship of this.#ships.values()) stepHelm(ship.exact, config.map, rails);
    for (let slot = 0; slot < ships.high; slot++) {
      if (ships.live[slot] === 0) continue;
      readHelm(ships, slot, ships.hull[slot], this.#now);
      readPublished(world, slot, this.#shown);
      const published = ships.shownAt[slot] === tick;
      const ship = this.#ships.get(ships.id[slot]) ?? this.#meet(world, ships.id[slot], published);
      if (ship === null) continue;
      this.shipTicks++;
      if (ships.diverged[slot] !== 0) this.apart++;
      Object.assign(ship.before, ship.seen);
      const as = ship.heard.hear(world, slot, rails);
      if (as >= 0) this.published[as]++;
      Object.assign(ship.seen, ship.heard.helm);
      if (as < 0 && wasThrown(ship.before, ship.seen)) ship.calm = 0;
      if (since === 0 && !same(ship.exact, this.#now)) {
        this.exactRecords++;
        Object.assign(ship.exact, this.#now);
      }
      ship.calm = wasThrown(ship.truth, this.#now) ? 0 : ship.calm + 1;
      Object.assign(ship.truth, this.#now);
      if (ships.diverged[slot] === 0 && !same(ship.seen, maskUnpublished(this.#now)))
        this.#fault(world, ship, "is not seen as it is");
      this.#compare(world, ship, since, as);
    }
    for (const id of this.#ships.keys()) if (!isThere(world, id)) this.#ships.delete(id);
  }

  /** Nobody knows of a ship before it is published. */
  #meet(world: World, id: number, published: boolean): Ship | null {
    if (!published) return null;
    const [seen, before, truth, exact] = [newHelm(), newHelm(), newHelm(), newHelm()];
    Object.assign(truth, this.#now);
    Object.assign(exact, this.#now);
    const ship = { heard: new HeardShip(world), seen, before, truth, exact, calm: 0 };
    this.#ships.set(id, ship);
    return ship;
  }

  #compare(world: World, ship: Ship, since: number, as: number): void {
    const { slackPx, slackTurn } = world.config;
    const { seen, truth } = ship;
    if (!same(seen, this.#shown)) this.#fault(world, ship, "is not what the world shows");
    const px = Math.hypot(seen.x - truth.x, seen.y - truth.y) / PX;
    const turn = Math.abs(turnBetween(seen.heading, truth.heading));
    if (since === 0) {
      // Told wholly, it is exact; published as a turn, it is that or nearly so.
      const share = as === PUBLISHED_AS.whole ? 0 : as < 0 ? 1 : 0.5;
      if (px > slackPx * share) this.#fault(world, ship, `is ${px} px off`);
      if (turn > slackTurn * share) this.#fault(world, ship, `is turned by ${turn}`);
      for (const field of ["armor", "shield", "docked"] as const)
        if (seen[field] !== truth[field]) this.#fault(world, ship, `has another ${field}`);
    } else this.compared++;
    // Calm now, and all the way from the boundary before the last.
    if (ship.calm < PATCH_EVERY_TICKS + since) return;
    if (since > 0) this.calm++;
    this.worstPx[since] = Math.max(this.worstPx[since], px);
    this.worstTurn[since] = Math.max(this.worstTurn[since], turn);
    if (px > partedPx(since, slackPx)) this.#fault(world, ship, `is ${px} px off, ${since} ticks after`);
    if (turn > partedTurn(since, slackTurn)) this.#fault(world, ship, `is turned by ${turn}, ${since} ticks after`);
  }

  #fault(world: World, { seen, truth }: Ship, what: string): void {
    if (this.faults.length > 9) return;
    this.faults.push(`tick ${world.tick}: ${what}: ${JSON.stringify(seen)}, and in truth ${JSON.stringify(truth)}`);
  }
}

function wasThrown(before: Readonly<Motion>, now: Readonly<Motion>): boolean {
  const shift = Math.hypot(now.x - before.x - now.vx, now.y - before.y - now.vy);
  return shift > SHIFT || Math.hypot(now.vx - before.vx, now.vy - before.vy) > JOLT;
}

function isThere({ ships }: World, id: number): boolean {
  for (let slot = 0; slot < ships.high; slot++) if (ships.live[slot] && ships.id[slot] === id) return true;
  return false;
}
