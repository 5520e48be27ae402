import type { Controls } from "../arena/controls.ts";
import { hullOf } from "../arena/data/hulls.ts";
import { weaponOf } from "../arena/data/weapons.ts";
import { ONE } from "../math/fixed.ts";
import { avoid, type Course, distancePx, seek, topSpeed } from "./course.ts";
import { dockAt, nearestStation, pressDock } from "./dock.ts";
import { leadHeading, reachPx, shoot } from "./gunnery.ts";
import type { ShipContact, Sight } from "./sight.ts";
import { fly, strafe } from "./steer.ts";

/** Distance that a fighter keeps from its target, as a share of its gun's reach, and its maximum. */
const RANGE_SHARE = 0.4;
const RANGE_PX = 300;
/** Sideways speed around the target, px per tick: hard to hit, yet slow enough to aim. */
const CIRCLE_SPEED = 1.6;

const course: Course = { x: 0, y: 0 };

export function canBeHurt(ship: ShipContact): boolean {
  return ship.guard === 0 && ship.docked === 0;
}

/** Chases a ship, circles it and fires. @param aimError added to the aim, 1/65536 turn */
export function engage(sight: Sight, target: ShipContact, aimError: number, out: Controls): void {
  const weapon = weaponOf(hullOf(sight.helm.hull).primary);
  const distance = distancePx(sight, target);
  seek(sight, target, Math.min(RANGE_PX, RANGE_SHARE * reachPx(weapon)), 1.4 * topSpeed(sight), course);
  if (distance > 1.1 * reachPx(weapon)) {
    avoid(sight, course, 0);
    fly(sight, course, true, out);
    return;
  }
  const around = ((target.seat + sight.seat) % 2 === 0 ? CIRCLE_SPEED : -CIRCLE_SPEED) / Math.max(1, distance) / ONE;
  course.x -= (target.y - sight.helm.y) * around;
  course.y += (target.x - sight.helm.x) * around;
  if (avoid(sight, course, 0)) {
    fly(sight, course, true, out);
    return;
  }
  const aim = leadHeading(sight, target, weapon) + aimError;
  strafe(sight, course, aim, out);
  shoot(sight, target, aim, out);
}

/** Shares of the hull's armor, in 1/256: a pilot docks below the first and leaves at the second. */
const HURT = 90;
const REPAIRED = 240;

export function isHurt(sight: Sight): boolean {
  return sight.helm.armor * 256 < hullOf(sight.helm.hull).armor * HURT;
}

/** Flies a hurt pilot to the nearest dock, waits there, and undocks when repaired. Returns whether it chose the controls. */
export function mend(sight: Sight, out: Controls): boolean {
  const { helm } = sight;
  if (helm.docked > 0) {
    const hull = hullOf(helm.hull);
    if (helm.armor * 256 >= hull.armor * REPAIRED && helm.shield * 2 >= hull.shield) pressDock(sight, out);
    return true;
  }
  const station = isHurt(sight) ? nearestStation(sight) : null;
  if (station === null) return false;
  dockAt(sight, station, true, out);
  return true;
}
