import type { MapConfig } from "./config.ts";
import { CONTROL } from "./controls.ts";
import type { Hull } from "./data/hulls.ts";
import {
  DOCK_HOLD_TICKS,
  DOCK_REPAIR_EVERY_TICKS,
  DOCK_RING_PX,
  DOCK_SHIELD_EVERY_TICKS,
  DOCK_SPEED,
  UNDOCK_GUARD_TICKS,
} from "./data/rules.ts";
import { distancePx, placeStations, type Rails, stationRail } from "./rails.ts";
import type { Helm } from "./world.ts";

/** Index of the station whose ring contains this point (px/65536), −1 for none. */
export function stationAt(map: MapConfig, rails: Rails, x: number, y: number): number {
  placeStations(rails, map);
  for (let i = 0; i < map.stations.length; i++)
    if (distancePx(rails, stationRail(map, i), x, y) <= DOCK_RING_PX) return i;
  return -1;
}

/** Whether a ship is slow enough, relative to the station, to dock. */
export function canDock(helm: Helm, map: MapConfig, rails: Rails, station: number): boolean {
  placeStations(rails, map);
  const rail = stationRail(map, station);
  const dx = helm.vx - rails.vx[rail];
  const dy = helm.vy - rails.vy[rail];
  return dx * dx + dy * dy <= DOCK_SPEED * DOCK_SPEED;
}

export function tryDock(helm: Helm, map: MapConfig, rails: Rails): void {
  const station = stationAt(map, rails, helm.x, helm.y);
  if (station < 0 || !canDock(helm, map, rails, station)) return;
  helm.docked = station + 1;
  helm.guard = Math.max(helm.guard, DOCK_HOLD_TICKS);
}

export function tryUndock(helm: Helm): void {
  const thrust = helm.guard === 0 && helm.bits & CONTROL.thrust;
  if (!thrust && !(helm.bits & CONTROL.dock)) return;
  helm.docked = 0;
  helm.guard = UNDOCK_GUARD_TICKS;
}

/** Moves a docked ship with its station, which repairs it. */
export function rideStation(helm: Helm, hull: Hull, map: MapConfig, rails: Rails): void {
  placeStations(rails, map);
  const rail = stationRail(map, helm.docked - 1);
  helm.x = rails.x[rail];
  helm.y = rails.y[rail];
  helm.vx = rails.vx[rail];
  helm.vy = rails.vy[rail];
  helm.shieldWait = 0;
  if (helm.armor < hull.armor && rails.tick % DOCK_REPAIR_EVERY_TICKS === 0) helm.armor++;
  if (helm.shield < hull.shield && rails.tick % DOCK_SHIELD_EVERY_TICKS === 0) helm.shield++;
}
