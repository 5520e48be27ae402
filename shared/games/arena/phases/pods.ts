import { ONE } from "../../../math/fixed.ts";
import { queryGrid } from "../../../math/grid.ts";
import { removeRow } from "../../../table.ts";
import { cargoColumn, freeCargo } from "../cargo.ts";
import { hullOf } from "../data/hulls.ts";
import { POD_RADIUS_PX } from "../data/rocks.ts";
import { type Emit, type Phase, toPx } from "../emit.ts";
import type { World } from "../world.ts";

/** Extra reach, so that pods are easy to collect. */
const GRACE_PX = 14;
const NEAR_PX = 60;

/** Gives pods to ships that fly over them, as far as they have room, and removes expired ones. */
export const pods: Phase = (world, emit) => {
  const { pods: rows, tick } = world;
  for (let slot = 0; slot < rows.high; slot++) {
    if (rows.live[slot] === 0) continue;
    const ship = collectorOf(world, slot);
    if (ship >= 0) collect(world, slot, ship, emit);
    if (rows.amount[slot] === 0 || tick >= rows.diesAt[slot]) removeRow(rows, slot);
  }
};

/** The first ship over a pod that has room, −1 for none. */
function collectorOf(world: World, pod: number): number {
  const { ships, players, scratch } = world;
  const { near, podPositions } = scratch;
  const x = toPx(podPositions.x[pod]);
  const y = toPx(podPositions.y[pod]);
  const count = queryGrid(scratch.ships, x - NEAR_PX, y - NEAR_PX, x + NEAR_PX, y + NEAR_PX, near);
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    if (ships.live[slot] === 0 || ships.docked[slot] > 0 || ships.armor[slot] === 0) continue;
    const dx = (ships.x[slot] - podPositions.x[pod]) / ONE;
    const dy = (ships.y[slot] - podPositions.y[pod]) / ONE;
    const reach = hullOf(ships.hull[slot]).radiusPx + POD_RADIUS_PX + GRACE_PX;
    if (dx * dx + dy * dy <= reach * reach && freeCargo(players, ships, slot) > 0) return slot;
  }
  return -1;
}

function collect(world: World, pod: number, ship: number, emit: Emit): void {
  const { pods: rows, players, ships } = world;
  const seat = ships.seat[ship];
  const ore = rows.ore[pod];
  const amount = Math.min(rows.amount[pod], freeCargo(players, ships, ship));
  rows.amount[pod] -= amount;
  cargoColumn(players, ore)[seat] += amount;
  emit({ type: "collect", seat, ore, amount });
}
