import { fillGrid, resizeGrid } from "../../../math/grid.ts";
import { fillOccupancy } from "../../../math/occupancy.ts";
import { CONTROL } from "../controls.ts";
import { BUMP_SPEED } from "../data/rules.ts";
import { DIVERGED, markDiverged } from "../divergence.ts";
import type { Phase } from "../emit.ts";
import { stepHelm } from "../helm.ts";
import { wantsBoost } from "../published-motion.ts";
import type { Scratch } from "../scratch.ts";
import type { World } from "../world.ts";

/** Controls that are not published. */
const TRIGGERS = CONTROL.primary | CONTROL.secondary | CONTROL.tapPrimary | CONTROL.tapSecondary;
const UNPUBLISHED = TRIGGERS | CONTROL.dock;

/** Only a bounce changes a velocity this much in one tick; engines and gravity do less. */
const MIN_JOLT = BUMP_SPEED;

/** Moves every ship by one tick under its controls. Notes which ones fired, docked, undocked or bounced, and how hard. */
export const moveShips: Phase = (world) => {
  const { ships, scratch } = world;
  scratch.fired = scratch.jolted = scratch.docked = 0;
  moveAll(world);
  scratch.movedAt = world.tick;
  resizeGrid(scratch.ships, world.config.map.radiusPx);
  fillGrid(scratch.ships, ships, ships.x, ships.y);
  fillOccupancy(scratch.shipCells, world.config.map.radiusPx, ships, ships.x, ships.y);
};

/** Fetches the columns once, not for each ship as `readHelm` and `writeHelm` do: this saves a third of the phase's cost. */
function moveAll(world: World): void {
  const { scratch } = world;
  const { map } = world.config;
  const { helm, rails } = scratch;
  const { live, high, hull, x, y, vx, vy, heading, armor, shield, shieldWait, energy } = world.ships;
  const { primaryWait, secondaryWait, guard, docked, bits, aim } = world.ships;
  for (let slot = 0; slot < high; slot++) {
    if (live[slot] === 0) continue;
    const dockedBefore = docked[slot];
    const vxBefore = vx[slot];
    const vyBefore = vy[slot];
    if ((bits[slot] & UNPUBLISHED) !== 0) divergeByTriggers(world, slot);
    helm.hull = hull[slot];
    helm.x = x[slot];
    helm.y = y[slot];
    helm.vx = vxBefore;
    helm.vy = vyBefore;
    helm.heading = heading[slot];
    helm.armor = armor[slot];
    helm.shield = shield[slot];
    helm.shieldWait = shieldWait[slot];
    helm.energy = energy[slot];
    helm.primaryWait = primaryWait[slot];
    helm.secondaryWait = secondaryWait[slot];
    helm.guard = guard[slot];
    helm.docked = dockedBefore;
    helm.bits = bits[slot];
    helm.aim = aim[slot];
    const fired = stepHelm(helm, map, rails);
    x[slot] = helm.x;
    y[slot] = helm.y;
    vx[slot] = helm.vx;
    vy[slot] = helm.vy;
    heading[slot] = helm.heading;
    armor[slot] = helm.armor;
    shield[slot] = helm.shield;
    shieldWait[slot] = helm.shieldWait;
    energy[slot] = helm.energy;
    primaryWait[slot] = helm.primaryWait;
    secondaryWait[slot] = helm.secondaryWait;
    guard[slot] = helm.guard;
    docked[slot] = helm.docked;
    bits[slot] = helm.bits;
    if (fired !== 0) noteFired(scratch, slot, fired);
    if (helm.docked !== dockedBefore) noteDocked(scratch, slot, dockedBefore);
    const jx = helm.vx - vxBefore;
    const jy = helm.vy - vyBefore;
    const square = jx * jx + jy * jy;
    if (square >= MIN_JOLT * MIN_JOLT) noteJolted(scratch, slot, Math.floor(Math.sqrt(square)));
  }
}

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

/** Others cannot predict docking, nor firing that ends a guard or takes a boost's energy. */
function divergeByTriggers(world: World, slot: number): void {
  const { bits, guard, docked } = world.ships;
  if (bits[slot] & CONTROL.dock) markDiverged(world, slot, DIVERGED.moved);
  if ((bits[slot] & TRIGGERS) === 0) return;
  if (guard[slot] > 0 || docked[slot] > 0) markDiverged(world, slot, DIVERGED.vitals);
  if (wantsBoost(bits[slot])) markDiverged(world, slot, DIVERGED.moved);
}
