import { ONE } from "../../math/fixed.ts";
import { gather } from "../../math/grid.ts";
import { removeRow } from "../../table.ts";
import { blast, canTouch, hurtRock, hurtShip } from "../damage.ts";
import { hullOf } from "../data/hulls.ts";
import { ROCK_SIZES } from "../data/rocks.ts";
import { type Weapon, weaponOf } from "../data/weapons.ts";
import { type Emit, type Phase, px } from "../emit.ts";
import { isOutside, stepFlight } from "../flight.ts";
import { motionOf } from "../places.ts";
import { bodiesNear, lowestBit } from "../rails.ts";
import { sweep } from "../sweep.ts";
import type { Flight, World } from "../world.ts";

/** The largest target and the fastest, beside a path: how far off a candidate's place may be. */
const NEAR_PX = 72;

/** What a shot met this tick, at which share of its way. */
const met = { at: 2, ship: -1, rock: -1 };

/** Shots fly one tick, and end on what they meet: swept, so that none passes through. */
export const bolts: Phase = (world, emit) => {
  const { bolts: rows, scratch, tick } = world;
  const { flight, rails } = scratch;
  for (let slot = 0; slot < rows.high; slot++) {
    if (rows.live[slot] === 0 || rows.bornAt[slot] === tick) continue;
    const weapon = weaponOf(rows.weapon[slot]);
    flight.weapon = rows.weapon[slot];
    flight.x = rows.x[slot];
    flight.y = rows.y[slot];
    flight.vx = rows.vx[slot];
    flight.vy = rows.vy[slot];
    stepFlight(flight, rails);
    const gone = isOutside(flight);
    if (gone || hitsBody(world, flight, weapon)) {
      if (!gone) burst(world, flight, rows.seat[slot], -1, emit);
      removeRow(rows, slot);
      continue;
    }
    rows.x[slot] = flight.x;
    rows.y[slot] = flight.y;
    rows.vx[slot] = flight.vx;
    rows.vy[slot] = flight.vy;
    if (tick - rows.bornAt[slot] < weapon.armTicks) continue;
    meet(world, flight, rows.seat[slot], weapon);
    if (met.ship >= 0 || met.rock >= 0) {
      strike(world, flight, rows.seat[slot], weapon, emit);
      removeRow(rows, slot);
    } else if (tick >= rows.diesAt[slot]) {
      if (weapon.blastPx > 0) burst(world, flight, rows.seat[slot], -1, emit);
      removeRow(rows, slot);
    }
  }
};

function hitsBody(world: World, flight: Flight, weapon: Weapon): boolean {
  const { rails } = world.scratch;
  for (let bits = bodiesNear(rails, flight.x, flight.y); bits !== 0; bits &= bits - 1) {
    const i = lowestBit(bits);
    const touch = (rails.bodies.radiusPx[i] + weapon.radiusPx) * ONE;
    const dx = flight.x - rails.x[i];
    const dy = flight.y - rails.y[i];
    if (dx * dx + dy * dy < touch * touch) return true;
  }
  return false;
}

function meet(world: World, flight: Flight, seat: number, weapon: Weapon): void {
  const { ships, rocks, scratch } = world;
  const { near, rails } = scratch;
  const { x, y, vx, vy } = flight;
  const reach = NEAR_PX + weapon.triggerPx;
  const left = px(Math.min(x, x - vx)) - reach;
  const right = px(Math.max(x, x - vx)) + reach;
  const top = px(Math.min(y, y - vy)) - reach;
  const bottom = px(Math.max(y, y - vy)) + reach;
  met.at = 2;
  met.ship = met.rock = -1;
  let count = gather(scratch.ships, left, top, right, bottom, near);
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    const sx = ships.x[slot] >> 16;
    const sy = ships.y[slot] >> 16;
    if (sx < left || sx > right || sy < top || sy > bottom || !canTouch(world, seat, slot)) continue;
    const ex = vx - ships.vx[slot];
    const ey = vy - ships.vy[slot];
    const radiusPx = hullOf(ships.hull[slot]).radiusPx + weapon.radiusPx + weapon.triggerPx;
    const at = sweep(x - ships.x[slot] - ex, y - ships.y[slot] - ey, ex, ey, radiusPx);
    if (at >= met.at) continue;
    met.at = at;
    met.ship = slot;
  }
  count = gather(scratch.rocks, left, top, right, bottom, near);
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    if (rocks.live[slot] === 0) continue;
    const rock = motionOf(rocks, rails, slot);
    const ex = vx - rock.vx;
    const ey = vy - rock.vy;
    const radiusPx = ROCK_SIZES[rocks.size[slot]].radiusPx + weapon.radiusPx;
    const at = sweep(x - rock.x - ex, y - rock.y - ey, ex, ey, radiusPx);
    if (at >= met.at) continue;
    met.at = at;
    met.rock = slot;
    met.ship = -1;
  }
}

function strike(world: World, flight: Flight, seat: number, weapon: Weapon, emit: Emit): void {
  const { ship, rock, at } = met;
  flight.x -= Math.round(flight.vx * (1 - at));
  flight.y -= Math.round(flight.vy * (1 - at));
  if (rock >= 0) hurtRock(world, rock, weapon.damage);
  else if (weapon.triggerPx === 0) hurtShip(world, ship, weapon.damage, seat, flight.weapon, emit);
  burst(world, flight, seat, weapon.triggerPx > 0 ? -1 : ship, emit);
}

function burst(world: World, flight: Flight, seat: number, except: number, emit: Emit): void {
  const { blastPx, damage } = weaponOf(flight.weapon);
  emit({ type: "burst", weapon: flight.weapon, x: px(flight.x), y: px(flight.y) });
  if (blastPx > 0) blast(world, flight.x, flight.y, blastPx, damage, seat, flight.weapon, except, emit);
}
