import { HALF_TURN, ONE } from "../../../math/fixed.ts";
import { hullOf } from "../data/hulls.ts";
import type { Contact, PilotView } from "../pilot-view.ts";

/** A desired velocity, px per tick. Pilots reuse one object; every call that sets it overwrites both fields. */
export interface Course {
  x: number;
  y: number;
}

const STAR_ID = 0;
/** Distance to keep from a surface, px. The star's is larger, because it burns. */
const BODY_CLEARANCE_PX = 100;
const STAR_CLEARANCE_PX = 320;
const ROCK_CLEARANCE_PX = 26;
/** How far ahead collisions are predicted. */
const BODY_HORIZON_TICKS = 170;
const ROCK_HORIZON_TICKS = 70;

export function distancePx(view: PilotView, to: Contact): number {
  const dx = (to.x - view.helm.x) / ONE;
  const dy = (to.y - view.helm.y) / ONE;
  return Math.sqrt(dx * dx + dy * dy);
}

/** The hull's top speed without boost, px per tick. */
export function topSpeed(view: PilotView): number {
  return hullOf(view.helm.hull).topSpeedPerTick / ONE;
}

/**
 * Sets a course that comes to rest, relative to `to`, at `stopPx` from its centre. Speed is limited by `cruise` (px per tick) and
 * by what the hull can brake after turning around (v²/2a + v·turn time ≤ distance left).
 */
export function seek(view: PilotView, to: Contact, stopPx: number, cruise: number, course: Course): void {
  const { helm } = view;
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

/** Sets a course straight away from `from` at `speed`, px per tick. */
export function flee(view: PilotView, from: Contact, speed: number, course: Course): void {
  const distance = distancePx(view, from);
  const scale = distance > 0 ? speed / distance : 0;
  course.x = ((view.helm.x - from.x) / ONE) * scale;
  course.y = ((view.helm.y - from.y) / ONE) * scale;
}

/**
 * Bends a course around bodies and rocks, except the rock with id `exceptRock`. Returns true when a body is in the way, which
 * takes precedence over everything else.
 */
export function avoid(view: PilotView, course: Course, exceptRock: number): boolean {
  const own = hullOf(view.helm.hull).radiusPx;
  // The nearest comes last, so that it decides; bodies come after rocks.
  for (let i = view.rocks.count - 1; i >= 0; i--) {
    const rock = view.rocks.items[i];
    if (rock.id !== exceptRock) steerAround(view, rock, own + ROCK_CLEARANCE_PX, ROCK_HORIZON_TICKS, course);
  }
  const nearest = nearestBody(view);
  let danger = false;
  for (let i = view.bodies.count - 1; i >= 0; i--)
    if (i !== nearest && steerAroundBody(view, i, own, course)) danger = true;
  return (nearest >= 0 && steerAroundBody(view, nearest, own, course)) || danger;
}

/** Index of the body with the nearest surface; −1 on a map without bodies. */
function nearestBody(view: PilotView): number {
  let nearest = -1;
  let nearestPx = Number.POSITIVE_INFINITY;
  for (let i = 0; i < view.bodies.count; i++) {
    const body = view.bodies.items[i];
    const px = distancePx(view, body) - body.radiusPx;
    if (px >= nearestPx) continue;
    nearest = i;
    nearestPx = px;
  }
  return nearest;
}

function steerAroundBody(view: PilotView, index: number, ownPx: number, course: Course): boolean {
  const body = view.bodies.items[index];
  const clearancePx = body.id === STAR_ID ? STAR_CLEARANCE_PX : BODY_CLEARANCE_PX;
  return steerAround(view, body, ownPx + clearancePx, BODY_HORIZON_TICKS, course);
}

function steerAround(
  view: PilotView,
  obstacle: Contact,
  clearancePx: number,
  horizonTicks: number,
  course: Course,
): boolean {
  const { helm } = view;
  const reach = obstacle.radiusPx + clearancePx;
  const rx = (obstacle.x - helm.x) / ONE;
  const ry = (obstacle.y - helm.y) / ONE;
  const obstacleVx = obstacle.vx / ONE;
  const obstacleVy = obstacle.vy / ONE;
  const wantVx = course.x - obstacleVx;
  const wantVy = course.y - obstacleVy;
  const collides = comesWithin(rx, ry, helm.vx / ONE - obstacleVx, helm.vy / ONE - obstacleVy, reach, horizonTicks);
  if (!collides && !comesWithin(rx, ry, wantVx, wantVy, reach, horizonTicks)) return false;
  const distance = Math.max(1, Math.sqrt(rx * rx + ry * ry));
  const ux = rx / distance;
  const uy = ry / distance;
  const side = ux * wantVy - uy * wantVx >= 0 ? 1 : -1;
  // Along the tangent of the circle with that radius; from inside, outwards.
  const sine = distance > reach ? reach / distance : 1;
  const cosine = distance > reach ? Math.sqrt(1 - sine * sine) : -1;
  const speed = topSpeed(view);
  course.x = obstacleVx + (ux * cosine - uy * sine * side) * speed;
  course.y = obstacleVy + (uy * cosine + ux * sine * side) * speed;
  return true;
}

/** Whether an object at (rx, ry), approached at (vx, vy), comes closer than `reach` within the horizon. */
function comesWithin(rx: number, ry: number, vx: number, vy: number, reach: number, horizonTicks: number): boolean {
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
