import { fillGrid, fitGrid } from "../../math/grid.ts";
import { placeDrift } from "../drift.ts";
import type { Phase } from "../emit.ts";
import { readDrift } from "../rows.ts";
import { fitPlaces, type Places, type Scratch } from "../scratch.ts";
import type { DriftField, World } from "../world.ts";

type Drifting = { readonly live: Uint8Array; readonly high: number } & { readonly [F in DriftField]: Int32Array };

/** Works out where rocks and pods are now; pods past their time vanish in `pods`. */
export const drifts: Phase = (world: World) => {
  const { scratch, rocks, pods, config } = world;
  placeAll(scratch, rocks, scratch.rockPlaces);
  placeAll(scratch, pods, scratch.podPlaces);
  fitGrid(scratch.rocks, config.map.radiusPx);
  fillGrid(scratch.rocks, rocks, scratch.rockPlaces.x, scratch.rockPlaces.y);
};

function placeAll(scratch: Scratch, rows: Drifting, places: Places): void {
  const { drift, motion, rails } = scratch;
  fitPlaces(places, rows.live.length);
  for (let slot = 0; slot < rows.high; slot++) {
    if (rows.live[slot] === 0) continue;
    placeDrift(readDrift(rows, slot, drift), rails, motion);
    places.x[slot] = motion.x;
    places.y[slot] = motion.y;
    places.vx[slot] = motion.vx;
    places.vy[slot] = motion.vy;
  }
}
