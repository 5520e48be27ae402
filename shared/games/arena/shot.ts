import { ONE, round32 } from "../../math/fixed.ts";
import { cos, sin } from "../../math/trig.ts";
import { hullOf } from "./data/hulls.ts";
import { LIMIT_PX } from "./data/rules.ts";
import { weaponOf } from "./data/weapons.ts";
import { addGravity } from "./gravity.ts";
import { bodiesNear, type Rails } from "./rails.ts";
import type { Helm, Shot } from "./world.ts";

const LIMIT = LIMIT_PX * ONE;

/** Moves a shot by one tick; the rails are at the new tick. */
export function stepShot(flight: Shot, rails: Rails): void {
  const weapon = weaponOf(flight.weapon);
  if (weapon.gravityFactor > 0) addGravity(flight, rails, bodiesNear(rails, flight.x, flight.y), weapon.gravityFactor);
  if (weapon.dragPerTick > 0) {
    flight.vx -= round32((flight.vx * weapon.dragPerTick) / 256);
    flight.vy -= round32((flight.vy * weapon.dragPerTick) / 256);
  }
  flight.x += flight.vx;
  flight.y += flight.vy;
}

/** Whether a shot has left the world's bounds, where it ends. */
export function isOutOfBounds(flight: Shot): boolean {
  const { x, y } = flight;
  return x > LIMIT || x < -LIMIT || y > LIMIT || y < -LIMIT;
}

/** Shot `index` of a volley as it leaves a ship: ahead, or behind when the weapon's speed is negative. */
export function launchShot(helm: Helm, weapon: number, index: number, out: Shot): void {
  const { speedPerTick, count, spread, radiusPx } = weaponOf(weapon);
  const fan = count > 1 ? round32((spread * index) / (count - 1) - spread / 2) : 0;
  const c = cos(helm.heading + fan);
  const s = sin(helm.heading + fan);
  const offsetPx = (hullOf(helm.hull).radiusPx + radiusPx) * (speedPerTick < 0 ? -1 : 1);
  out.weapon = weapon;
  out.x = helm.x + offsetPx * c;
  out.y = helm.y + offsetPx * s;
  out.vx = helm.vx + round32((speedPerTick * c) / ONE);
  out.vy = helm.vy + round32((speedPerTick * s) / ONE);
}
