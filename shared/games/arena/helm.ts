import { clamp, ONE, round32, turnBetween, wrapTurn } from "../../math/fixed.ts";
import { cos, sin } from "../../math/trig.ts";
import type { MapConfig } from "./config.ts";
import { CONTROL, ONE_TICK_BITS, TAP_SHIFT } from "./controls.ts";
import { type Hull, hullOf } from "./data/hulls.ts";
import {
  BODY_BOUNCE,
  BODY_SLIDE,
  EDGE_DRAG,
  EDGE_PULL_MAX,
  EDGE_PULL_PER_PX,
  LIMIT_PX,
  LIMIT_SPEED,
  OVERSPEED_DRAG,
} from "./data/rules.ts";
import { weaponOf } from "./data/weapons.ts";
import { rideStation, tryDock, tryUndock } from "./dock.ts";
import { addGravity } from "./gravity.ts";
import { bodiesNear, lowestBit, type Rails } from "./rails.ts";
import type { Helm } from "./world.ts";

export function newHelm(): Helm {
  return {
    hull: 0,
    x: 0,
    y: 0,
    vx: 0,
    vy: 0,
    heading: 0,
    armor: 0,
    shield: 0,
    shieldWait: 0,
    energy: 0,
    primaryWait: 0,
    secondaryWait: 0,
    guard: 0,
    docked: 0,
    bits: 0,
    aim: 0,
  };
}

export function copyHelm(from: Helm, to: Helm): void {
  to.hull = from.hull;
  to.x = from.x;
  to.y = from.y;
  to.vx = from.vx;
  to.vy = from.vy;
  to.heading = from.heading;
  to.armor = from.armor;
  to.shield = from.shield;
  to.shieldWait = from.shieldWait;
  to.energy = from.energy;
  to.primaryWait = from.primaryWait;
  to.secondaryWait = from.secondaryWait;
  to.guard = from.guard;
  to.docked = from.docked;
  to.bits = from.bits;
  to.aim = from.aim;
}

/** Whether two helms of one ship are equal, weapons aside. */
export function sameHelm(a: Helm, b: Helm): boolean {
  return (
    movesEqually(a, b) &&
    a.armor === b.armor &&
    a.shield === b.shield &&
    a.shieldWait === b.shieldWait &&
    a.guard === b.guard
  );
}

/** Whether two helms of one ship will move the same way. */
export function movesEqually(a: Helm, b: Helm): boolean {
  return (
    a.x === b.x &&
    a.y === b.y &&
    a.vx === b.vx &&
    a.vy === b.vy &&
    a.heading === b.heading &&
    a.energy === b.energy &&
    a.docked === b.docked &&
    a.bits === b.bits &&
    a.aim === b.aim
  );
}

/**
 * Moves a ship by one tick under its controls; the rails are at the new tick. It depends on no other ship, so the server's
 * step, a client's prediction and every continuation share this function.
 *
 * @returns the triggers of the weapons that fired, `CONTROL.primary` and `CONTROL.secondary`
 */
export function stepHelm(helm: Helm, map: MapConfig, rails: Rails): number {
  const hull = hullOf(helm.hull);
  helm.guard = Math.max(0, helm.guard - 1);
  if (helm.docked > 0) tryUndock(helm);
  else if (helm.bits & CONTROL.dock) tryDock(helm, map, rails);
  coolDown(helm, hull);
  let fired = 0;
  if (helm.docked > 0) rideStation(helm, hull, map, rails);
  else {
    steer(helm, hull);
    thrust(helm, hull);
    const near = bodiesNear(rails, helm.x, helm.y);
    if (near !== 0) addGravity(helm, rails, near, 256);
    move(helm, map);
    if (near !== 0) bounce(helm, hull, rails, near);
    regainShield(helm, hull, rails.tick);
    fired = fire(helm, hull);
  }
  helm.bits &= ~ONE_TICK_BITS;
  return fired;
}

function coolDown(helm: Helm, hull: Hull): void {
  helm.primaryWait = Math.max(0, helm.primaryWait - 1);
  helm.secondaryWait = Math.max(0, helm.secondaryWait - 1);
  helm.energy = Math.min(hull.energy, helm.energy + hull.energyPerTick);
}

function steer(helm: Helm, hull: Hull): void {
  const keys = (helm.bits & CONTROL.right ? 1 : 0) - (helm.bits & CONTROL.left ? 1 : 0);
  let turn = keys * hull.turnPerTick;
  if (keys === 0 && helm.bits & CONTROL.aim)
    turn = clamp(turnBetween(helm.heading, helm.aim), -hull.turnPerTick, hull.turnPerTick);
  helm.heading = wrapTurn(helm.heading + turn);
}

function thrust(helm: Helm, hull: Hull): void {
  const { vx, vy } = helm;
  let top = hull.topSpeedPerTick;
  let push = helm.bits & CONTROL.reverse ? -hull.reversePerTick : 0;
  if (helm.bits & CONTROL.thrust) {
    const boosting = (helm.bits & CONTROL.boost) !== 0 && helm.energy >= hull.boostEnergyPerTick;
    const factor = boosting ? hull.boostFactor : 256;
    if (boosting) helm.energy -= hull.boostEnergyPerTick;
    push += (hull.thrustPerTick * factor) / 256;
    top = (top * factor) / 256;
  }
  if (push !== 0) {
    helm.vx += round32((push * cos(helm.heading)) / ONE);
    helm.vy += round32((push * sin(helm.heading)) / ONE);
  }
  const after = helm.vx * helm.vx + helm.vy * helm.vy;
  if (after <= top * top) return;
  // Above top speed thrust only turns the velocity; the excess from gravity or a boost decays slowly.
  const before = vx * vx + vy * vy;
  let most = top;
  if (before > top * top) {
    const speed = Math.sqrt(before);
    most = speed - ((speed - top) * OVERSPEED_DRAG) / 256;
  }
  if (after > most * most) {
    const share = most / Math.sqrt(after);
    helm.vx = round32(helm.vx * share);
    helm.vy = round32(helm.vy * share);
  }
}

function move(helm: Helm, map: MapConfig): void {
  const square = helm.x * helm.x + helm.y * helm.y;
  const radius = map.radiusPx * ONE;
  if (square > radius * radius) {
    const distance = Math.sqrt(square);
    const outsidePx = distance / ONE - map.radiusPx;
    const pull = Math.min(EDGE_PULL_MAX, outsidePx * EDGE_PULL_PER_PX) / distance;
    helm.vx -= round32(helm.x * pull + (helm.vx * EDGE_DRAG) / 256);
    helm.vy -= round32(helm.y * pull + (helm.vy * EDGE_DRAG) / 256);
  }
  helm.vx = clamp(helm.vx, -LIMIT_SPEED, LIMIT_SPEED);
  helm.vy = clamp(helm.vy, -LIMIT_SPEED, LIMIT_SPEED);
  helm.x = clamp(helm.x + helm.vx, -LIMIT_PX * ONE, LIMIT_PX * ONE);
  helm.y = clamp(helm.y + helm.vy, -LIMIT_PX * ONE, LIMIT_PX * ONE);
}

/** Bounces a ship off solid bodies: puts it back on the surface and reverses its speed towards the body, with a loss. */
function bounce(helm: Helm, hull: Hull, rails: Rails, near: number): void {
  for (let bits = near; bits !== 0; bits &= bits - 1) {
    const i = lowestBit(bits);
    const touch = (rails.bodies.radiusPx[i] + hull.radiusPx) * ONE;
    const dx = helm.x - rails.x[i];
    const dy = helm.y - rails.y[i];
    if (dx >= touch || dx <= -touch || dy >= touch || dy <= -touch) continue;
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (distance >= touch) continue;
    const nx = distance > 0 ? dx / distance : 1;
    const ny = distance > 0 ? dy / distance : 0;
    helm.x = rails.x[i] + round32(nx * touch);
    helm.y = rails.y[i] + round32(ny * touch);
    const vx = helm.vx - rails.vx[i];
    const vy = helm.vy - rails.vy[i];
    const across = vx * nx + vy * ny;
    if (across >= 0) continue;
    const along = vy * nx - vx * ny;
    const outward = (-across * BODY_BOUNCE) / 256;
    const slide = (along * BODY_SLIDE) / 256;
    helm.vx = rails.vx[i] + round32(outward * nx - slide * ny);
    helm.vy = rails.vy[i] + round32(outward * ny + slide * nx);
  }
}

function regainShield(helm: Helm, hull: Hull, tick: number): void {
  if (helm.shieldWait > 0) helm.shieldWait--;
  else if (helm.shield < hull.shield && tick % hull.shieldEveryTicks === 0) helm.shield++;
}

function fire(helm: Helm, hull: Hull): number {
  const wanted = helm.bits | (helm.bits >> TAP_SHIFT);
  let fired = 0;
  if (wanted & CONTROL.primary && helm.primaryWait === 0 && spendEnergy(helm, hull.primary)) {
    helm.primaryWait = weaponOf(hull.primary).reloadTicks;
    fired |= CONTROL.primary;
  }
  if (wanted & CONTROL.secondary && helm.secondaryWait === 0 && spendEnergy(helm, hull.secondary)) {
    helm.secondaryWait = weaponOf(hull.secondary).reloadTicks;
    fired |= CONTROL.secondary;
  }
  if (fired !== 0) helm.guard = 0;
  return fired;
}

function spendEnergy(helm: Helm, weapon: number): boolean {
  const { energy } = weaponOf(weapon);
  if (helm.energy < energy) return false;
  helm.energy -= energy;
  return true;
}
