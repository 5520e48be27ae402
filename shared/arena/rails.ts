import { ONE, round } from "../math/fixed.ts";
import { cosFine, orbitAngle, sinFine, TAU } from "../math/trig.ts";
import type { MapConfig } from "./config.ts";

/** Where everything on rails is at one tick: bodies in the map's order, then stations. px/65536, per tick. */
export interface Rails {
  tick: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly vx: Int32Array;
  readonly vy: Int32Array;
}

/** The rails of a map, at tick 0. */
export function createRails(map: MapConfig): Rails {
  const count = map.bodies.length + map.stations.length;
  const rails = {
    tick: 0,
    x: new Int32Array(count),
    y: new Int32Array(count),
    vx: new Int32Array(count),
    vy: new Int32Array(count),
  };
  moveRails(rails, map, 0);
  return rails;
}

/** Places everything as of `tick`: a closed form, so that no error grows and nothing needs sending. */
export function moveRails(rails: Rails, map: MapConfig, tick: number): void {
  rails.tick = tick;
  let index = 0;
  for (const body of map.bodies) place(rails, index++, body, tick);
  for (const station of map.stations) place(rails, index++, station, tick);
}

interface Orbit {
  readonly parent: number;
  readonly orbitPx: number;
  readonly periodTicks: number;
  readonly phase: number;
}

function place(rails: Rails, index: number, orbit: Orbit, tick: number): void {
  const { parent, orbitPx, periodTicks } = orbit;
  if (parent < 0) return;
  const angle = orbitAngle(orbit.phase, periodTicks, tick);
  const [c, s] = [cosFine(angle), sinFine(angle)];
  // px times a sine in 1/65536 is px/65536.
  const speedPx = (orbitPx * TAU) / periodTicks;
  rails.x[index] = rails.x[parent] + round(orbitPx * c);
  rails.y[index] = rails.y[parent] + round(orbitPx * s);
  rails.vx[index] = rails.vx[parent] - round(speedPx * s);
  rails.vy[index] = rails.vy[parent] + round(speedPx * c);
}

/** Index in the rails of a station. */
export function stationRail(map: MapConfig, station: number): number {
  return map.bodies.length + station;
}

/** Distance in px from a place (px/65536) to a rail. */
export function distancePx(rails: Rails, index: number, x: number, y: number): number {
  const dx = (rails.x[index] - x) / ONE;
  const dy = (rails.y[index] - y) / ONE;
  return Math.sqrt(dx * dx + dy * dy);
}
