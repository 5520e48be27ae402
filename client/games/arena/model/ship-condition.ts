import { CONTROL } from "../../../../shared/games/arena/controls.ts";
import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import type { ShipView } from "./frame.ts";

/** The fields of a ship that decide how it looks, live and in a replay. */
export interface ShipCondition {
  readonly hull: number;
  readonly armor: number;
  readonly shield: number;
  readonly energy: number;
  /** CONTROL bits. */
  readonly bits: number;
  /** Above 0: takes no damage. `docked` above 0: is docked. */
  readonly guard: number;
  readonly docked: number;
}

export function showCondition(ship: ShipCondition, view: ShipView): void {
  const hull = hullOf(ship.hull);
  const flying = ship.docked === 0;
  view.hull = ship.hull;
  view.armor = ship.armor / hull.armor;
  view.shield = ship.shield / hull.shield;
  view.thrusting = flying && (ship.bits & CONTROL.thrust) !== 0;
  view.reversing = flying && (ship.bits & CONTROL.reverse) !== 0;
  view.boosting = view.thrusting && (ship.bits & CONTROL.boost) !== 0 && ship.energy >= hull.boostEnergyPerTick;
  view.guarded = ship.guard > 0;
  view.docked = !flying;
}

/** Angle of a rock at a tick, radians. Each rock turns at its own rate; presentation only. */
export function rockAngle(id: number, tick: number): number {
  const rate = (((id * 37) % 64) - 31.5) / 4000;
  return id + tick * rate;
}
