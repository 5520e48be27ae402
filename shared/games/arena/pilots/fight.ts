import { ONE } from "../../../math/fixed.ts";
import type { Controls } from "../controls.ts";
import { hullOf } from "../data/hulls.ts";
import { weaponOf } from "../data/weapons.ts";
import type { PilotView, ShipContact } from "../pilot-view.ts";
import { avoid, type Course, distancePx, seek, topSpeed } from "./course.ts";
import { dockAt, nearestStation, pressDock } from "./dock.ts";
import { leadHeading, shoot, weaponRangePx } from "./gunnery.ts";
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
export function attack(view: PilotView, target: ShipContact, aimError: number, out: Controls): void {
  const weapon = weaponOf(hullOf(view.helm.hull).primary);
  const distance = distancePx(view, target);
  seek(view, target, Math.min(RANGE_PX, RANGE_SHARE * weaponRangePx(weapon)), 1.4 * topSpeed(view), course);
  if (distance > 1.1 * weaponRangePx(weapon)) {
    avoid(view, course, 0);
    fly(view, course, true, out);
    return;
  }
  const around = ((target.seat + view.seat) % 2 === 0 ? CIRCLE_SPEED : -CIRCLE_SPEED) / Math.max(1, distance) / ONE;
  course.x -= (target.y - view.helm.y) * around;
  course.y += (target.x - view.helm.x) * around;
  if (avoid(view, course, 0)) {
    fly(view, course, true, out);
    return;
  }
  const aim = leadHeading(view, target, weapon) + aimError;
  strafe(view, course, aim, out);
  shoot(view, target, aim, out);
}

/** Shares of the hull's armor, in 1/256: a pilot docks below the first and leaves at the second. */
const HURT = 90;
const REPAIRED = 240;

export function isHurt(view: PilotView): boolean {
  return view.helm.armor * 256 < hullOf(view.helm.hull).armor * HURT;
}

/** Flies a hurt pilot to the nearest dock, waits there, and undocks when repaired. Returns whether it chose the controls. */
export function seekRepair(view: PilotView, out: Controls): boolean {
  const { helm } = view;
  if (helm.docked > 0) {
    const hull = hullOf(helm.hull);
    if (helm.armor * 256 >= hull.armor * REPAIRED && helm.shield * 2 >= hull.shield) pressDock(view, out);
    return true;
  }
  const station = isHurt(view) ? nearestStation(view) : null;
  if (station === null) return false;
  dockAt(view, station, true, out);
  return true;
}
