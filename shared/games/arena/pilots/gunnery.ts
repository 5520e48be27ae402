import { ONE, TURN, turnBetween } from "../../../math/fixed.ts";
import { headingOf } from "../../../math/trig.ts";
import { CONTROL, type Controls } from "../controls.ts";
import { hullOf } from "../data/hulls.ts";
import { type Weapon, weaponOf } from "../data/weapons.ts";
import type { Contact, PilotView } from "../pilot-view.ts";
import { distancePx } from "./course.ts";

/** Energy reserved for boost, 1/16 point. */
const RESERVE = 120;
const MINE_WITHIN_PX = 300;

/** Range of a weapon's shot, px. */
export function weaponRangePx(weapon: Weapon): number {
  return weapon.kind === "beam" ? weapon.rangePx : (weapon.speedPerTick / ONE) * weapon.lifeTicks;
}

/** Heading at which a shot of `weapon` hits `target` if both keep their velocities. */
export function leadHeading(view: PilotView, target: Contact, weapon: Weapon): number {
  const { helm } = view;
  const dx = target.x - helm.x;
  const dy = target.y - helm.y;
  if (weapon.speedPerTick <= 0) return headingOf(dx, dy);
  // The shot inherits the ship's velocity, so only the difference counts. Three iterations come close enough.
  const vx = target.vx - helm.vx;
  const vy = target.vy - helm.vy;
  let ticks = 0;
  for (let i = 0; i < 3; i++) {
    const ax = dx + vx * ticks;
    const ay = dy + vy * ticks;
    ticks = Math.min(weapon.lifeTicks, Math.sqrt(ax * ax + ay * ay) / weapon.speedPerTick);
  }
  return headingOf(dx + vx * ticks, dy + vy * ticks);
}

/** Fires the weapons that would hit the target along `aim`. */
export function shoot(view: PilotView, target: Contact, aim: number, out: Controls): void {
  const hull = hullOf(view.helm.hull);
  const distance = distancePx(view, target);
  if (wouldHit(view, target, aim, distance, weaponOf(hull.primary), RESERVE)) out.bits |= CONTROL.primary;
  const secondary = weaponOf(hull.secondary);
  if (secondary.speedPerTick < 0) dropMine(view, target, out);
  else if (distance > 2 * secondary.blastPx && wouldHit(view, target, aim, distance, secondary, 3 * RESERVE))
    out.bits |= CONTROL.secondary;
}

function wouldHit(
  view: PilotView,
  target: Contact,
  aim: number,
  distance: number,
  weapon: Weapon,
  reserve: number,
): boolean {
  if (distance > 0.85 * weaponRangePx(weapon) || view.helm.energy < weapon.energy + reserve) return false;
  const width = (target.radiusPx + weapon.radiusPx + 0.3 * weapon.blastPx) / Math.max(1, distance);
  const within = (width * TURN) / 6.283 + weapon.spread / 4;
  return Math.abs(turnBetween(view.helm.heading, aim)) < within;
}

/** Drops a mine, if the hull has any, in front of a close follower. */
export function dropMine(view: PilotView, follower: Contact, out: Controls): void {
  const { helm } = view;
  const mine = weaponOf(hullOf(helm.hull).secondary);
  const distance = distancePx(view, follower);
  if (mine.speedPerTick >= 0 || helm.energy < mine.energy + 4 * RESERVE) return;
  if (distance > MINE_WITHIN_PX || distance < mine.blastPx) return;
  const back = headingOf(follower.x - helm.x, follower.y - helm.y);
  if (Math.abs(turnBetween(helm.heading, back)) > (3 * TURN) / 8) out.bits |= CONTROL.secondary;
}
