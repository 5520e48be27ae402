import { round } from "../../math/fixed.ts";
import { cosFine, orbitAngle, sinFine, TAU } from "../../math/trig.ts";
import type { Rails } from "./rails.ts";
import type { Drift } from "./world.ts";

/** Position and velocity, px/65536 and per tick. */
export interface Motion {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

export function newDrift(): Drift {
  return { parent: 0, orbitPx: 0, swingPx: 0, swingTicks: 1, phase: 0, swingPhase: 0, periodTicks: 1, epoch: 0 };
}

/** Computes a rock's or pod's motion at the rails' tick: polar coordinates around its parent, the distance swinging as a sine. */
export function placeDrift(drift: Drift, rails: Rails, out: Motion): void {
  const age = rails.tick - drift.epoch;
  const angle = orbitAngle(drift.phase, drift.periodTicks, age);
  const swing = orbitAngle(drift.swingPhase, drift.swingTicks, age);
  const c = cosFine(angle);
  const s = sinFine(angle);
  const distance = distanceAt(drift.orbitPx, drift.swingPx, swing);
  const outward = (((drift.swingPx * TAU) / drift.swingTicks) * cosFine(swing)) / 65536;
  const around = (distance * TAU) / drift.periodTicks;
  out.x = rails.x[drift.parent] + round(distance * c);
  out.y = rails.y[drift.parent] + round(distance * s);
  out.vx = rails.vx[drift.parent] + round(outward * c - around * s);
  out.vy = rails.vy[drift.parent] + round(outward * s + around * c);
}

/** Distance from the parent, px, with a fraction. @param swing fine angle */
export function distanceAt(orbitPx: number, swingPx: number, swing: number): number {
  return orbitPx + (swingPx * sinFine(swing)) / 65536;
}
