import { round } from "../math/fixed.ts";
import { cosFine, orbitAngle, sinFine } from "../math/trig.ts";
import { lengthened } from "../table.ts";
import { distanceAt, type Motion, newDrift, placeDrift } from "./drift.ts";
import type { Rails } from "./rails.ts";
import { readDrift } from "./rows.ts";
import type { DriftField } from "./world.ts";

/** Where drifting rows are at the world's tick, by slot, px/65536; longer arrays take the place of these as rows are added. */
export interface Places {
  x: Int32Array;
  y: Int32Array;
}

type Drifting = { readonly live: Uint8Array; readonly high: number } & { readonly [F in DriftField]: Int32Array };

export function createPlaces(): Places {
  return { x: new Int32Array(0), y: new Int32Array(0) };
}

/** Works out where all rows are now; {@link motionOf} also says which way they go, as few are asked for that. */
export function placeRows(rows: Drifting, rails: Rails, places: Places): void {
  makeRoom(places, rows);
  const { live, high, parent, orbitPx, swingPx, swingTicks, phase, swingPhase, periodTicks, epoch } = rows;
  const { x, y } = places;
  for (let slot = 0; slot < high; slot++) {
    if (live[slot] === 0) continue;
    const age = rails.tick - epoch[slot];
    const angle = orbitAngle(phase[slot], periodTicks[slot], age);
    const distance = distanceAt(orbitPx[slot], swingPx[slot], orbitAngle(swingPhase[slot], swingTicks[slot], age));
    x[slot] = rails.x[parent[slot]] + round(distance * cosFine(angle));
    y[slot] = rails.y[parent[slot]] + round(distance * sinFine(angle));
  }
}

/** As {@link placeRows}, of one row that is new. */
export function placeRow(rows: Drifting, rails: Rails, places: Places, slot: number): void {
  makeRoom(places, rows);
  const { x, y } = motionOf(rows, rails, slot);
  places.x[slot] = x;
  places.y[slot] = y;
}

const drift = newDrift();
const motion: Motion = { x: 0, y: 0, vx: 0, vy: 0 };

/** Where a row is and how it moves; overwritten by the next call, and by {@link placeRow}. */
export function motionOf(rows: Drifting, rails: Rails, slot: number): Readonly<Motion> {
  placeDrift(readDrift(rows, slot, drift), rails, motion);
  return motion;
}

function makeRoom(places: Places, { live }: Drifting): void {
  if (places.x.length >= live.length) return;
  places.x = lengthened(places.x, live.length);
  places.y = lengthened(places.y, live.length);
}
