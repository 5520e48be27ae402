import { fillGrid, fitGrid } from "../../math/grid.ts";
import { CONTROL } from "../controls.ts";
import type { Phase } from "../emit.ts";
import { stepHelm } from "../helm.ts";
import { readHelm, writeHelm } from "../rows.ts";
import { PARTED, part } from "../shown.ts";
import { wantsBoost } from "../told.ts";
import type { World } from "../world.ts";

/** Controls that others are not told of. */
const TRIGGERS = CONTROL.primary | CONTROL.secondary | CONTROL.tapPrimary | CONTROL.tapSecondary;
const UNTOLD = TRIGGERS | CONTROL.dock;

/** Every ship flies one tick under its controls; notes who fired, and how hard each was thrown about. */
export const helms: Phase = (world) => {
  const { ships, scratch } = world;
  const { map } = world.config;
  const { helm, rails, jolts, dockedBefore, firedSlots, firedBits } = scratch;
  scratch.fired = 0;
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] === 0) continue;
    readHelm(ships, slot, ships.hull[slot], helm);
    if ((helm.bits & UNTOLD) !== 0) partByTriggers(world, slot);
    dockedBefore[slot] = helm.docked;
    const fired = stepHelm(helm, map, rails);
    const jx = helm.vx - ships.vx[slot];
    const jy = helm.vy - ships.vy[slot];
    jolts[slot] = Math.floor(Math.sqrt(jx * jx + jy * jy));
    writeHelm(helm, ships, slot);
    if (fired === 0) continue;
    firedSlots[scratch.fired] = slot;
    firedBits[scratch.fired++] = fired;
  }
  scratch.flownAt = world.tick;
  fitGrid(scratch.ships, map.radiusPx);
  fillGrid(scratch.ships, ships, ships.x, ships.y);
};

/** Docking, and firing that ends a guard or takes what a boost would need, is not what others see coming. */
function partByTriggers(world: World, slot: number): void {
  const { bits, guard, docked } = world.ships;
  if (bits[slot] & CONTROL.dock) part(world, slot, PARTED.moved);
  if ((bits[slot] & TRIGGERS) === 0) return;
  if (guard[slot] > 0 || docked[slot] > 0) part(world, slot, PARTED.vitals);
  if (wantsBoost(bits[slot])) part(world, slot, PARTED.moved);
}
