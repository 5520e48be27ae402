import type { ArenaFrame, ShipView } from "../../../client/games/arena/model/frame.ts";
import { CONTROL, type Controls } from "../../../shared/games/arena/controls.ts";
import { hullOf } from "../../../shared/games/arena/data/hulls.ts";
import { weaponOf } from "../../../shared/games/arena/data/weapons.ts";
import { ONE, TURN } from "../../../shared/math/fixed.ts";

const TICK_HZ = 60;
/** Shares of a weapon's reach, and of what a ship turns in a tick, within which it fires. */
const NEAR = 0.75;
const ALIGNED = 0.9;

/** Where to aim, radians, to hit what is drawn. */
export interface Aim {
  readonly angle: number;
  readonly distancePx: number;
}

/**
 * The angle from one drawn ship that hits another if it flies on as drawn. For a beam that is straight at it, at the tick
 * that fires; for bolts, where both will meet.
 *
 * @param waitS until the shot leaves
 */
export function aimAt(own: ShipView, target: ShipView, waitS: number): Aim {
  const hull = hullOf(own.hull);
  const weapon = weaponOf(hull.primary);
  const [vx, vy] = [target.vx - own.vx, target.vy - own.vy];
  const [x, y] = [target.x - own.x + vx * waitS, target.y - own.y + vy * waitS];
  const distancePx = Math.hypot(x, y);
  const speed = (weapon.speedPerTick * TICK_HZ) / ONE;
  let seconds = 0;
  // Each turn comes nearer to the time at which the bolt has come as far as the target then is.
  if (speed > 0)
    for (let i = 0; i < 8; i++)
      seconds = (Math.hypot(x + vx * seconds, y + vy * seconds) - hull.radiusPx - weapon.radiusPx) / speed;
  return { angle: Math.atan2(y + vy * seconds, x + vx * seconds), distancePx };
}

/** Hands that aim without fault at the ship of one seat as it is drawn, from where they are, and fire when it is in line. */
export function marksman(targetSeat: number, isClear: (own: ShipView, target: ShipView) => boolean = () => true) {
  return (frame: ArenaFrame, fires: boolean, controls: Controls): void => {
    controls.bits = controls.aim = 0;
    const own = frame.ownShip;
    const target = frame.ships.items.slice(0, frame.ships.count).find(({ seat }) => seat === targetSeat);
    if (own === null || target === undefined) return;
    const waitS = (1 - (frame.tick % 1)) / TICK_HZ;
    const { angle, distancePx } = aimAt(own, target, waitS);
    controls.bits = CONTROL.aim;
    controls.aim = Math.round((angle / (2 * Math.PI)) * TURN) & (TURN - 1);
    const hull = hullOf(own.hull);
    const weapon = weaponOf(hull.primary);
    const reachPx = weapon.rangePx + (weapon.speedPerTick * weapon.lifeTicks) / ONE;
    const off = Math.abs(Math.atan2(Math.sin(angle - own.angle), Math.cos(angle - own.angle)));
    const turns = ((hull.turnPerTick * 2 * Math.PI) / TURN) * ALIGNED;
    if (fires && !target.guarded && off < turns && distancePx < reachPx * NEAR && isClear(own, target))
      controls.bits |= CONTROL.primary;
  };
}
