import { ONE } from "../../math/fixed.ts";
import { along, gather } from "../../math/grid.ts";
import { mayHold } from "../../math/occupancy.ts";
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
  const { live, x, y, vx, vy, bornAt, diesAt, high } = rows;
  const { flight, rails, fired } = scratch;
  for (let slot = 0; slot < high; slot++) {
    if (live[slot] === 0 || (fired > 0 && bornAt[slot] === tick)) continue;
    flight.weapon = rows.weapon[slot];
    flight.x = x[slot];
    flight.y = y[slot];
    flight.vx = vx[slot];
    flight.vy = vy[slot];
    stepFlight(flight, rails);
    const weapon = weaponOf(flight.weapon);
    const gone = isOutside(flight);
    if (gone || hitsBody(world, flight, weapon)) {
      if (!gone) burst(world, flight, rows.seat[slot], -1, emit);
      removeRow(rows, slot);
      continue;
    }
    x[slot] = flight.x;
    y[slot] = flight.y;
    vx[slot] = flight.vx;
    vy[slot] = flight.vy;
    if (weapon.armTicks > 0 && tick - bornAt[slot] < weapon.armTicks) continue;
    if (meets(world, flight, rows.seat, slot, weapon)) {
      strike(world, flight, rows.seat[slot], weapon, emit);
      removeRow(rows, slot);
    } else if (tick >= diesAt[slot]) {
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

/** Whether a shot met anything on its way, which is then in {@link met}. @param seats whose shots are in which slot */
function meets(world: World, flight: Flight, seats: Int32Array, bolt: number, weapon: Weapon): boolean {
  const { x, y, vx, vy } = flight;
  const reach = NEAR_PX + weapon.triggerPx;
  const left = px(Math.min(x, x - vx)) - reach;
  const right = px(Math.max(x, x - vx)) + reach;
  const top = px(Math.min(y, y - vy)) - reach;
  const bottom = px(Math.max(y, y - vy)) + reach;
  met.at = 2;
  met.ship = met.rock = -1;
  const { scratch } = world;
  if (mayHold(scratch.shipCells, left, top, right, bottom))
    meetShips(world, flight, seats[bolt], weapon, left, top, right, bottom);
  if (scratch.rocks.high > 0) {
    const count = gather(scratch.rocks, left, top, right, bottom, scratch.near);
    for (let i = 0; i < count; i++) meetRock(world, flight, scratch.near[i], weapon);
  }
  return met.at <= 1;
}

/** @param leftPx and so on: where ships may be that it can meet */
function meetShips(
  world: World,
  flight: Flight,
  seat: number,
  weapon: Weapon,
  left: number,
  top: number,
  right: number,
  bottom: number,
): void {
  const { ships, scratch } = world;
  const { ships: grid } = scratch;
  const { heads, next, side } = grid;
  const first = along(grid, left);
  const last = along(grid, right);
  const lowest = along(grid, bottom);
  for (let row = along(grid, top); row <= lowest; row++)
    for (let cell = row * side + first; cell <= row * side + last; cell++)
      for (let at = heads[cell]; at !== 0; at = next[at - 1]) {
        const sx = ships.x[at - 1] >> 16;
        const sy = ships.y[at - 1] >> 16;
        if (((sx - left) | (right - sx) | (sy - top) | (bottom - sy)) >= 0)
          meetShip(world, flight, seat, at - 1, weapon);
      }
}

function meetShip(world: World, flight: Flight, seat: number, slot: number, weapon: Weapon): void {
  if (!canTouch(world, seat, slot)) return;
  const { ships } = world;
  const ex = flight.vx - ships.vx[slot];
  const ey = flight.vy - ships.vy[slot];
  const radiusPx = hullOf(ships.hull[slot]).radiusPx + weapon.radiusPx + weapon.triggerPx;
  const at = sweep(flight.x - ships.x[slot] - ex, flight.y - ships.y[slot] - ey, ex, ey, radiusPx);
  if (at >= met.at) return;
  met.at = at;
  met.ship = slot;
}

function meetRock(world: World, flight: Flight, slot: number, weapon: Weapon): void {
  const { rocks, scratch } = world;
  if (rocks.live[slot] === 0) return;
  const rock = motionOf(rocks, scratch.rails, slot);
  const ex = flight.vx - rock.vx;
  const ey = flight.vy - rock.vy;
  const radiusPx = ROCK_SIZES[rocks.size[slot]].radiusPx + weapon.radiusPx;
  const at = sweep(flight.x - rock.x - ex, flight.y - rock.y - ey, ex, ey, radiusPx);
  if (at >= met.at) return;
  met.at = at;
  met.rock = slot;
  met.ship = -1;
}

function strike(world: World, flight: Flight, seat: number, weapon: Weapon, emit: Emit): void {
  const { ship, rock, at } = met;
  flight.x -= Math.round(flight.vx * (1 - at));
  flight.y -= Math.round(flight.vy * (1 - at));
  if (rock >= 0) hurtRock(world, rock, weapon.damage);
  else if (weapon.triggerPx === 0) {
    const isTold = hurtShip(world, ship, weapon.damage, seat, flight.weapon, emit);
    if (isTold && weapon.blastPx === 0) return;
  }
  burst(world, flight, seat, weapon.triggerPx > 0 ? -1 : ship, emit);
}

function burst(world: World, flight: Flight, seat: number, except: number, emit: Emit): void {
  const { blastPx, damage } = weaponOf(flight.weapon);
  emit({ type: "burst", weapon: flight.weapon, x: px(flight.x), y: px(flight.y) });
  if (blastPx > 0) blast(world, flight.x, flight.y, blastPx, damage, seat, flight.weapon, except, emit);
}
