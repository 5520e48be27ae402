import { fillGrid, fitGrid } from "../../math/grid.ts";
import { CONTROL } from "../controls.ts";
import { BUMP_SPEED } from "../data/rules.ts";
import type { Phase } from "../emit.ts";
import { stepHelm } from "../helm.ts";
import { readHelm, writeHelm } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { PARTED, part } from "../shown.ts";
import { wantsBoost } from "../told.ts";
import type { World } from "../world.ts";

/** Controls that others are not told of. */
const TRIGGERS = CONTROL.primary | CONTROL.secondary | CONTROL.tapPrimary | CONTROL.tapSecondary;
const UNTOLD = TRIGGERS | CONTROL.dock;

/** A velocity changes this much in one tick by a bounce alone: engines and gravity do less. */
const LEAST_JOLT = BUMP_SPEED;

/** Every ship flies one tick under its controls; notes who fired, and how hard each was thrown about. */
export const helms: Phase = (world) => {
  const { ships, scratch } = world;
  const { map } = world.config;
  const { live, hull, high } = ships;
  const { helm, rails } = scratch;
  scratch.fired = scratch.jolted = scratch.docked = 0;
  for (let slot = 0; slot < high; slot++) {
    if (live[slot] === 0) continue;
    readHelm(ships, slot, hull[slot], helm);
    const { bits, vx, vy, docked } = helm;
    if ((bits & UNTOLD) !== 0) partByTriggers(world, slot);
    const fired = stepHelm(helm, map, rails);
    writeHelm(helm, ships, slot);
    if (fired !== 0) noteFired(scratch, slot, fired);
    if (helm.docked !== docked) noteDocked(scratch, slot, docked);
    const jx = helm.vx - vx;
    const jy = helm.vy - vy;
    const square = jx * jx + jy * jy;
    if (square >= LEAST_JOLT * LEAST_JOLT) noteJolted(scratch, slot, Math.floor(Math.sqrt(square)));
  }
  scratch.flownAt = world.tick;
  fitGrid(scratch.ships, map.radiusPx);
  fillGrid(scratch.ships, ships, ships.x, ships.y);
};

function noteFired(scratch: Scratch, slot: number, bits: number): void {
  scratch.firedSlots[scratch.fired] = slot;
  scratch.firedBits[scratch.fired++] = bits;
}

function noteDocked(scratch: Scratch, slot: number, before: number): void {
  scratch.dockedSlots[scratch.docked] = slot;
  scratch.dockedBefore[scratch.docked++] = before;
}

function noteJolted(scratch: Scratch, slot: number, by: number): void {
  scratch.joltedSlots[scratch.jolted] = slot;
  scratch.jolts[scratch.jolted++] = by;
}

/** Docking, and firing that ends a guard or takes what a boost would need, is not what others see coming. */
function partByTriggers(world: World, slot: number): void {
  const { bits, guard, docked } = world.ships;
  if (bits[slot] & CONTROL.dock) part(world, slot, PARTED.moved);
  if ((bits[slot] & TRIGGERS) === 0) return;
  if (guard[slot] > 0 || docked[slot] > 0) part(world, slot, PARTED.vitals);
  if (wantsBoost(bits[slot])) part(world, slot, PARTED.moved);
}
