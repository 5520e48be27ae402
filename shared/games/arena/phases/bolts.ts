import { ONE } from "../../../math/fixed.ts";
import { cellIndex, queryGrid } from "../../../math/grid.ts";
import { mayContain } from "../../../math/occupancy.ts";
import { removeRow } from "../../../table.ts";
import { blast, canTouch, hurtRock, hurtShip } from "../damage.ts";
import { hullOf } from "../data/hulls.ts";
import { ROCK_SIZES } from "../data/rocks.ts";
import { type Weapon, weaponOf } from "../data/weapons.ts";
import { type Emit, type Phase, toPx } from "../emit.ts";
import { motionOf } from "../positions.ts";
import { bodiesNear, lowestBit } from "../rails.ts";
import { isOutOfBounds, stepShot } from "../shot.ts";
import { sweepCircle } from "../sweep.ts";
import type { Shot, World } from "../world.ts";

/** How far beside a shot's path a target's position may be: radius of the largest plus the way of the fastest. */
const NEAR_PX = 72;

/** The first target of a shot this tick, and at which share of its way. */
const hit = { at: 2, ship: -1, rock: -1 };

/** Moves shots by one tick and ends them at what they hit. Swept, so that none passes through a target. */
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
    stepShot(flight, rails);
    const weapon = weaponOf(flight.weapon);
    const outside = isOutOfBounds(flight);
    if (outside || hitsBody(world, flight, weapon)) {
      if (!outside) burst(world, flight, rows.seat[slot], -1, emit);
      removeRow(rows, slot);
      continue;
    }
    x[slot] = flight.x;
    y[slot] = flight.y;
    vx[slot] = flight.vx;
    vy[slot] = flight.vy;
    if (weapon.armTicks > 0 && tick - bornAt[slot] < weapon.armTicks) continue;
    if (findHit(world, flight, rows.seat, slot, weapon)) {
      strike(world, flight, rows.seat[slot], weapon, emit);
      removeRow(rows, slot);
    } else if (tick >= diesAt[slot]) {
      if (weapon.blastPx > 0) burst(world, flight, rows.seat[slot], -1, emit);
      removeRow(rows, slot);
    }
  }
};

function hitsBody(world: World, flight: Shot, weapon: Weapon): boolean {
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

/** Whether a shot hit anything on its way; {@link hit} holds it then. @param seats of the shots, by slot */
function findHit(world: World, flight: Shot, seats: Int32Array, bolt: number, weapon: Weapon): boolean {
  const { x, y, vx, vy } = flight;
  const reach = NEAR_PX + weapon.triggerPx;
  const left = toPx(Math.min(x, x - vx)) - reach;
  const right = toPx(Math.max(x, x - vx)) + reach;
  const top = toPx(Math.min(y, y - vy)) - reach;
  const bottom = toPx(Math.max(y, y - vy)) + reach;
  hit.at = 2;
  hit.ship = hit.rock = -1;
  const { scratch } = world;
  if (mayContain(scratch.shipCells, left, top, right, bottom))
    testShips(world, flight, seats[bolt], weapon, left, top, right, bottom);
  if (scratch.rocks.high > 0) {
    const count = queryGrid(scratch.rocks, left, top, right, bottom, scratch.near);
    for (let i = 0; i < count; i++) testRock(world, flight, scratch.near[i], weapon);
  }
  return hit.at <= 1;
}

/** The box is where ships may be that it can hit, px. */
function testShips(
  world: World,
  flight: Shot,
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
  const first = cellIndex(grid, left);
  const last = cellIndex(grid, right);
  const lowest = cellIndex(grid, bottom);
  for (let row = cellIndex(grid, top); row <= lowest; row++)
    for (let cell = row * side + first; cell <= row * side + last; cell++)
      for (let at = heads[cell]; at !== 0; at = next[at - 1]) {
        const sx = ships.x[at - 1] >> 16;
        const sy = ships.y[at - 1] >> 16;
        if (((sx - left) | (right - sx) | (sy - top) | (bottom - sy)) >= 0)
          testShip(world, flight, seat, at - 1, weapon);
      }
}

function testShip(world: World, flight: Shot, seat: number, slot: number, weapon: Weapon): void {
  if (!canTouch(world, seat, slot)) return;
  const { ships } = world;
  const ex = flight.vx - ships.vx[slot];
  const ey = flight.vy - ships.vy[slot];
  const radiusPx = hullOf(ships.hull[slot]).radiusPx + weapon.radiusPx + weapon.triggerPx;
  const at = sweepCircle(flight.x - ships.x[slot] - ex, flight.y - ships.y[slot] - ey, ex, ey, radiusPx);
  if (at >= hit.at) return;
  hit.at = at;
  hit.ship = slot;
}

function testRock(world: World, flight: Shot, slot: number, weapon: Weapon): void {
  const { rocks, scratch } = world;
  if (rocks.live[slot] === 0) return;
  const rock = motionOf(rocks, scratch.rails, slot);
  const ex = flight.vx - rock.vx;
  const ey = flight.vy - rock.vy;
  const radiusPx = ROCK_SIZES[rocks.size[slot]].radiusPx + weapon.radiusPx;
  const at = sweepCircle(flight.x - rock.x - ex, flight.y - rock.y - ey, ex, ey, radiusPx);
  if (at >= hit.at) return;
  hit.at = at;
  hit.rock = slot;
  hit.ship = -1;
}

function strike(world: World, flight: Shot, seat: number, weapon: Weapon, emit: Emit): void {
  const { ship, rock, at } = hit;
  flight.x -= Math.round(flight.vx * (1 - at));
  flight.y -= Math.round(flight.vy * (1 - at));
  if (rock >= 0) hurtRock(world, rock, weapon.damage);
  else if (weapon.triggerPx === 0) {
    const isHurt = hurtShip(world, ship, weapon.damage, seat, flight.weapon, emit);
    if (isHurt && weapon.blastPx === 0) return;
  }
  burst(world, flight, seat, weapon.triggerPx > 0 ? -1 : ship, emit);
}

function burst(world: World, flight: Shot, seat: number, except: number, emit: Emit): void {
  const { blastPx, damage } = weaponOf(flight.weapon);
  emit({ type: "burst", weapon: flight.weapon, x: toPx(flight.x), y: toPx(flight.y) });
  if (blastPx > 0) blast(world, flight.x, flight.y, blastPx, damage, seat, flight.weapon, except, emit);
}
