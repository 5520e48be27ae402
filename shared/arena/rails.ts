import { clamp, ONE, round } from "../math/fixed.ts";
import { cosFine, orbitAngle, sinFine, TAU } from "../math/trig.ts";
import type { MapConfig } from "./config.ts";

/** Where everything on rails is at one tick: bodies in the map's order, then stations. px/65536, per tick. */
export interface Rails {
  tick: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly vx: Int32Array;
  readonly vy: Int32Array;
  /** Which bodies matter where: cells of the map, bit i for body i, see {@link bodiesNear}. */
  readonly cells: Int32Array;
  readonly side: number;
}

/** Cells are 512 px wide; what is outside the map counts to its outermost cells. */
const CELL_SHIFT = 9;
const MARGIN_PX = 512;
/** Bodies are solid this far beyond their radius, px: the largest thing that touches them. */
const TOUCH_PX = 64;

/** The rails of a map, at tick 0. */
export function createRails(map: MapConfig): Rails {
  const count = map.bodies.length + map.stations.length;
  const side = Math.ceil((map.radiusPx + MARGIN_PX) / (1 << (CELL_SHIFT - 1)));
  const rails = {
    tick: 0,
    x: new Int32Array(count),
    y: new Int32Array(count),
    vx: new Int32Array(count),
    vy: new Int32Array(count),
    cells: new Int32Array(side * side),
    side,
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
  markCells(rails, map);
}

function markCells(rails: Rails, map: MapConfig): void {
  rails.cells.fill(0);
  for (let i = 0; i < map.bodies.length; i++) {
    const reachPx = Math.max(map.bodies[i].reachPx, map.bodies[i].radiusPx + TOUCH_PX) + 1;
    const x = rails.x[i] >> 16;
    const y = rails.y[i] >> 16;
    const right = along(rails, x + reachPx);
    const bottom = along(rails, y + reachPx);
    for (let row = along(rails, y - reachPx); row <= bottom; row++)
      for (let column = along(rails, x - reachPx); column <= right; column++)
        rails.cells[row * rails.side + column] |= 1 << i;
  }
}

function along(rails: Rails, px: number): number {
  return clamp((px + (rails.side << (CELL_SHIFT - 1))) >> CELL_SHIFT, 0, rails.side - 1);
}

/** Bit i is set when body i may pull or touch something at this place (px/65536); others need no look. */
export function bodiesNear(rails: Rails, x: number, y: number): number {
  return rails.cells[along(rails, y >> 16) * rails.side + along(rails, x >> 16)];
}

/** The index of the lowest bit that is set. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
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
