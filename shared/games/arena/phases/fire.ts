import { addRow } from "../../../table.ts";
import { fireBeam } from "../beam.ts";
import { CONTROL } from "../controls.ts";
import { hullOf } from "../data/hulls.ts";
import { weaponOf } from "../data/weapons.ts";
import type { Emit, Phase } from "../emit.ts";
import { readHelm } from "../rows.ts";
import { isOutOfBounds, launchShot } from "../shot.ts";
import type { Helm, World } from "../world.ts";

/**
 * Creates the shots and beams that were fired this tick. Beams hit what their shooters saw (lag compensation). Shots in flight
 * hit ships where they are now: everyone sees the shots at the current tick and can evade them.
 */
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
  if (weaponOf(weapon).kind === "beam") fireBeam(world, seat, helm, weapon, emit);
  else volley(world, seat, helm, weapon);
}

function volley(world: World, seat: number, helm: Helm, weapon: number): void {
  const { bolts, scratch, tick } = world;
  const { flight } = scratch;
  const { count, lifeTicks } = weaponOf(weapon);
  for (let i = 0; i < count; i++) {
    launchShot(helm, weapon, i, flight);
    if (isOutOfBounds(flight)) continue;
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
