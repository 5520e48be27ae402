import type { Drift, DriftField, Helm, HelmField } from "./world.ts";

type Columns<F extends string> = { readonly [K in F]: Int32Array };

/** Copies a row's helm into an object; the caller gives the hull. Written out, because it is the hottest copy. */
export function readHelm(from: Columns<HelmField>, slot: number, hull: number, to: Helm): Helm {
  to.hull = hull;
  to.x = from.x[slot];
  to.y = from.y[slot];
  to.vx = from.vx[slot];
  to.vy = from.vy[slot];
  to.heading = from.heading[slot];
  to.armor = from.armor[slot];
  to.shield = from.shield[slot];
  to.shieldWait = from.shieldWait[slot];
  to.energy = from.energy[slot];
  to.primaryWait = from.primaryWait[slot];
  to.secondaryWait = from.secondaryWait[slot];
  to.guard = from.guard[slot];
  to.docked = from.docked[slot];
  to.bits = from.bits[slot];
  to.aim = from.aim[slot];
  return to;
}

export function writeHelm(helm: Helm, to: Columns<HelmField>, slot: number): void {
  to.x[slot] = helm.x;
  to.y[slot] = helm.y;
  to.vx[slot] = helm.vx;
  to.vy[slot] = helm.vy;
  to.heading[slot] = helm.heading;
  to.armor[slot] = helm.armor;
  to.shield[slot] = helm.shield;
  to.shieldWait[slot] = helm.shieldWait;
  to.energy[slot] = helm.energy;
  to.primaryWait[slot] = helm.primaryWait;
  to.secondaryWait[slot] = helm.secondaryWait;
  to.guard[slot] = helm.guard;
  to.docked[slot] = helm.docked;
  to.bits[slot] = helm.bits;
  to.aim[slot] = helm.aim;
}

export function readDrift(from: Columns<DriftField>, slot: number, to: Drift): Drift {
  to.parent = from.parent[slot];
  to.orbitPx = from.orbitPx[slot];
  to.swingPx = from.swingPx[slot];
  to.swingTicks = from.swingTicks[slot];
  to.phase = from.phase[slot];
  to.swingPhase = from.swingPhase[slot];
  to.periodTicks = from.periodTicks[slot];
  to.epoch = from.epoch[slot];
  return to;
}

export function writeDrift(drift: Drift, to: Columns<DriftField>, slot: number): void {
  to.parent[slot] = drift.parent;
  to.orbitPx[slot] = drift.orbitPx;
  to.swingPx[slot] = drift.swingPx;
  to.swingTicks[slot] = drift.swingTicks;
  to.phase[slot] = drift.phase;
  to.swingPhase[slot] = drift.swingPhase;
  to.periodTicks[slot] = drift.periodTicks;
  to.epoch[slot] = drift.epoch;
}
