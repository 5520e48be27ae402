import { hullOf } from "../arena/data/hulls.ts";
import { HALF_TURN, ONE } from "../math/fixed.ts";
import type { Contact, Sight } from "./sight.ts";

/** A wanted velocity, px per tick. Pilots reuse one object: every call that sets it overwrites it whole. */
export interface Course {
  x: number;
  y: number;
}

const STAR_ID = 0;
/** How far around a body nobody should fly, px beyond its surface; the star's heat reaches further. */
const BODY_CLEARANCE_PX = 100;
const STAR_CLEARANCE_PX = 320;
const ROCK_CLEARANCE_PX = 26;
/** How far ahead a collision course is noticed. */
const BODY_HORIZON_TICKS = 170;
const ROCK_HORIZON_TICKS = 70;

export function distancePx(sight: Sight, to: Contact): number {
  const dx = (to.x - sight.helm.x) / ONE;
  const dy = (to.y - sight.helm.y) / ONE;
  return Math.sqrt(dx * dx + dy * dy);
}

/** The hull's top speed without boost, px per tick. */
export function topSpeed(sight: Sight): number {
  return hullOf(sight.helm.hull).topSpeedPerTick / ONE;
}

/**
 * Course to come to rest, relative to `to`, at `stopPx` from its centre: as fast as `cruise` (px per tick) allows and
 * as the hull can still turn around and brake for (v²/2a + v·turn time ≤ way left).
 */
export function seek(sight: Sight, to: Contact, stopPx: number, cruise: number, course: Course): void {
  const { helm } = sight;
  const hull = hullOf(helm.hull);
  const dx = (to.x - helm.x) / ONE;
  const dy = (to.y - helm.y) / ONE;
  const distance = Math.sqrt(dx * dx + dy * dy);
  const left = distance - stopPx;
  const thrust = hull.thrustPerTick / ONE;
  const turnTicks = HALF_TURN / hull.turnPerTick;
  const brakable = thrust * (Math.sqrt(turnTicks * turnTicks + (2 * Math.abs(left)) / thrust) - turnTicks);
  const speed = Math.min(cruise, brakable) * Math.sign(left);
  const scale = distance > 0 ? speed / distance : 0;
  course.x = to.vx / ONE + dx * scale;
  course.y = to.vy / ONE + dy * scale;
}

/** Course straight away from `from` at `speed`, px per tick. */
export function flee(sight: Sight, from: Contact, speed: number, course: Course): void {
  const distance = distancePx(sight, from);
  const scale = distance > 0 ? speed / distance : 0;
  course.x = ((sight.helm.x - from.x) / ONE) * scale;
  course.y = ((sight.helm.y - from.y) / ONE) * scale;
}

/**
 * Bends a course around bodies and rocks; the rock with id `exceptRock` is where the pilot wants to go. True when a body
 * is in the way: then nothing else matters.
 */
export function avoid(sight: Sight, course: Course, exceptRock: number): boolean {
  const own = hullOf(sight.helm.hull).radiusPx;
  // The nearest last, so that it has the last word; bodies after rocks.
  for (let i = sight.rocks.count - 1; i >= 0; i--) {
    const rock = sight.rocks.items[i];
    if (rock.id !== exceptRock) around(sight, rock, own + ROCK_CLEARANCE_PX, ROCK_HORIZON_TICKS, course);
  }
  const nearest = nearestBody(sight);
  let danger = false;
  for (let i = sight.bodies.count - 1; i >= 0; i--)
    if (i !== nearest && aroundBody(sight, i, own, course)) danger = true;
  return (nearest >= 0 && aroundBody(sight, nearest, own, course)) || danger;
}

/** The body whose surface is nearest; −1 on a map without any. */
function nearestBody(sight: Sight): number {
  let nearest = -1;
  let nearestPx = Number.POSITIVE_INFINITY;
  for (let i = 0; i < sight.bodies.count; i++) {
    const body = sight.bodies.items[i];
    const px = distancePx(sight, body) - body.radiusPx;
    if (px >= nearestPx) continue;
    nearest = i;
    nearestPx = px;
  }
  return nearest;
}

function aroundBody(sight: Sight, index: number, ownPx: number, course: Course): boolean {
  const body = sight.bodies.items[index];
  const clearancePx = body.id === STAR_ID ? STAR_CLEARANCE_PX : BODY_CLEARANCE_PX;
  return around(sight, body, ownPx + clearancePx, BODY_HORIZON_TICKS, course);
}

function around(sight: Sight, it: Contact, clearancePx: number, horizonTicks: number, course: Course): boolean {
  const { helm } = sight;
  const reach = it.radiusPx + clearancePx;
  const rx = (it.x - helm.x) / ONE;
  const ry = (it.y - helm.y) / ONE;
  const itVx = it.vx / ONE;
  const itVy = it.vy / ONE;
  const wantVx = course.x - itVx;
  const wantVy = course.y - itVy;
  const collides = meets(rx, ry, helm.vx / ONE - itVx, helm.vy / ONE - itVy, reach, horizonTicks);
  if (!collides && !meets(rx, ry, wantVx, wantVy, reach, horizonTicks)) return false;
  const distance = Math.max(1, Math.sqrt(rx * rx + ry * ry));
  const ux = rx / distance;
  const uy = ry / distance;
  const side = ux * wantVy - uy * wantVx >= 0 ? 1 : -1;
  // The tangent to the circle of that reach; from inside it, outwards and on.
  const sine = distance > reach ? reach / distance : 1;
  const cosine = distance > reach ? Math.sqrt(1 - sine * sine) : -1;
  const speed = topSpeed(sight);
  course.x = itVx + (ux * cosine - uy * sine * side) * speed;
  course.y = itVy + (uy * cosine + ux * sine * side) * speed;
  return true;
}

/** Whether something at (rx, ry), approached at (vx, vy), comes nearer than `reach` within the horizon. */
function meets(rx: number, ry: number, vx: number, vy: number, reach: number, horizonTicks: number): boolean {
  const towards = rx * vx + ry * vy;
  const gap = rx * rx + ry * ry;
  if (gap < reach * reach) return towards > 0 || gap < 0.7 * reach * reach;
  if (towards <= 0) return false;
  const speed = vx * vx + vy * vy;
  const ticks = Math.min(horizonTicks, towards / speed);
  const mx = rx - vx * ticks;
  const my = ry - vy * ticks;
  return mx * mx + my * my < reach * reach;
}
