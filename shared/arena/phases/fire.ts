import { ONE } from "../../math/fixed.ts";
import { gather } from "../../math/grid.ts";
import { cos, sin } from "../../math/trig.ts";
import { addRow } from "../../table.ts";
import { CONTROL } from "../controls.ts";
import { canTouch, hurtRock, hurtShip } from "../damage.ts";
import { hullOf } from "../data/hulls.ts";
import { ROCK_SIZES } from "../data/rocks.ts";
import { weaponOf } from "../data/weapons.ts";
import { type Emit, type Phase, px } from "../emit.ts";
import { isOutside, muzzle } from "../flight.ts";
import { readHelm } from "../rows.ts";
import { sweep } from "../sweep.ts";
import type { Helm, World } from "../world.ts";

const NEAR_PX = 64;

/** What was fired this tick leaves its muzzle; beams hit where everyone is now. */
export const fire: Phase = (world, emit) => {
  const { ships, scratch } = world;
  for (let i = 0; i < scratch.fired; i++) {
    const slot = scratch.firedSlots[i];
    const hull = hullOf(ships.hull[slot]);
    readHelm(ships, slot, ships.hull[slot], scratch.helm);
    if (scratch.firedBits[i] & CONTROL.primary) shoot(world, ships.seat[slot], scratch.helm, hull.primary, emit);
    if (scratch.firedBits[i] & CONTROL.secondary) shoot(world, ships.seat[slot], scratch.helm, hull.secondary, emit);
  }
};

function shoot(world: World, seat: number, helm: Helm, weapon: number, emit: Emit): void {
  if (weaponOf(weapon).kind === "beam") beam(world, seat, helm, weapon, emit);
  else volley(world, seat, helm, weapon);
}

function volley(world: World, seat: number, helm: Helm, weapon: number): void {
  const { bolts, scratch, tick } = world;
  const { flight } = scratch;
  const { count, lifeTicks } = weaponOf(weapon);
  for (let i = 0; i < count; i++) {
    muzzle(helm, weapon, i, flight);
    if (isOutside(flight)) continue;
    const slot = addRow(bolts);
    if (slot < 0) return;
    bolts.id[slot] = world.nextId++;
    bolts.seat[slot] = seat;
    bolts.weapon[slot] = weapon;
    bolts.x[slot] = flight.x;
    bolts.y[slot] = flight.y;
    bolts.vx[slot] = flight.vx;
    bolts.vy[slot] = flight.vy;
    bolts.bornAt[slot] = tick;
    bolts.diesAt[slot] = tick + lifeTicks;
    scratch.volley[slot] = i;
  }
}

/** Hits the first ship, rock or body along its line. */
function beam(world: World, seat: number, helm: Helm, weapon: number, emit: Emit): void {
  const { ships, rocks, scratch } = world;
  const { near, rockPlaces, rails } = scratch;
  const { bodies } = world.config.map;
  const { rangePx, radiusPx, damage } = weaponOf(weapon);
  const ex = rangePx * cos(helm.heading);
  const ey = rangePx * sin(helm.heading);
  let first = 1;
  let ship = -1;
  let rock = -1;
  for (let i = 0; i < bodies.length; i++) {
    const at = sweep(helm.x - rails.x[i], helm.y - rails.y[i], ex, ey, bodies[i].radiusPx);
    if (at < first) first = at;
  }
  const left = Math.min(px(helm.x), px(helm.x + ex)) - NEAR_PX;
  const right = Math.max(px(helm.x), px(helm.x + ex)) + NEAR_PX;
  const top = Math.min(px(helm.y), px(helm.y + ey)) - NEAR_PX;
  const bottom = Math.max(px(helm.y), px(helm.y + ey)) + NEAR_PX;
  let count = gather(scratch.ships, left, top, right, bottom, near);
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    if (!canTouch(world, seat, slot)) continue;
    const reach = hullOf(ships.hull[slot]).radiusPx + radiusPx;
    const at = sweep(helm.x - ships.x[slot], helm.y - ships.y[slot], ex, ey, reach);
    if (at >= first) continue;
    first = at;
    ship = slot;
  }
  count = gather(scratch.rocks, left, top, right, bottom, near);
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    if (rocks.live[slot] === 0) continue;
    const reach = ROCK_SIZES[rocks.size[slot]].radiusPx + radiusPx;
    const at = sweep(helm.x - rockPlaces.x[slot], helm.y - rockPlaces.y[slot], ex, ey, reach);
    if (at >= first) continue;
    first = at;
    rock = slot;
  }
  const toX = Math.round((helm.x + ex * first) / ONE);
  const toY = Math.round((helm.y + ey * first) / ONE);
  emit({ type: "beam", seat, x: px(helm.x), y: px(helm.y), toX, toY });
  // A rock that was met at all was met before any ship.
  if (rock >= 0) hurtRock(world, rock, damage);
  else if (ship >= 0) hurtShip(world, ship, damage, seat, weapon, emit);
}
