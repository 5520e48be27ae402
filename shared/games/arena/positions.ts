import { round } from "../../math/fixed.ts";
import { cosFine, orbitAngle, sinFine } from "../../math/trig.ts";
import { growArray } from "../../table.ts";
import { distanceAt, type Motion, newDrift, placeDrift } from "./drift.ts";
import type { Rails } from "./rails.ts";
import { readDrift } from "./rows.ts";
import type { DriftField } from "./world.ts";

/** Positions of drifting rows at the world's tick, by slot, px/65536. The arrays are replaced by longer ones as rows are added. */
export interface Positions {
  x: Int32Array;
  y: Int32Array;
}

type Drifting = { readonly live: Uint8Array; readonly high: number } & { readonly [F in DriftField]: Int32Array };

export function createPositions(): Positions {
  return { x: new Int32Array(0), y: new Int32Array(0) };
}

/** Computes the positions of all rows. Velocities are needed for few: see {@link motionOf}. */
export function computePositions(rows: Drifting, rails: Rails, places: Positions): void {
  growPlaces(places, rows);
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

/** As {@link computePositions}, for one new row. */
export function computePosition(rows: Drifting, rails: Rails, places: Positions, slot: number): void {
  growPlaces(places, rows);
  const { x, y } = motionOf(rows, rails, slot);
  places.x[slot] = x;
  places.y[slot] = y;
}

const drift = newDrift();
const motion: Motion = { x: 0, y: 0, vx: 0, vy: 0 };

/** A row's position and velocity. The next call, or one of {@link computePosition}, overwrites the result. */
export function motionOf(rows: Drifting, rails: Rails, slot: number): Readonly<Motion> {
  placeDrift(readDrift(rows, slot, drift), rails, motion);
  return motion;
}

function growPlaces(places: Positions, { live }: Drifting): void {
  if (places.x.length >= live.length) return;
  places.x = growArray(places.x, live.length);
  places.y = growArray(places.y, live.length);
}
