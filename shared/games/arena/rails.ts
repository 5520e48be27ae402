import { clamp, ONE, round32 } from "../../math/fixed.ts";
import { cosFine, orbitAngle, sinFine, TAU } from "../../math/trig.ts";
import type { MapConfig } from "./config.ts";

/** Positions and velocities of everything on rails at one tick: bodies in the map's order, then stations. px/65536, per tick. */
export interface Rails {
  tick: number;
  /** The tick of the stations' positions, see {@link placeStations}. */
  stationsAt: number;
  /** The map's values in columns, for the inner loops. */
  readonly orbits: Orbits;
  readonly bodies: Bodies;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly vx: Int32Array;
  readonly vy: Int32Array;
  /** Bodies by cell of the map, bit i for body i, see {@link bodiesNear}; and the span of ticks for which they are valid. */
  readonly cells: Int32Array;
  readonly side: number;
  cellsFor: number;
}

/** Cells are 512 px wide. Positions outside the map belong to its outermost cells. */
const CELL_SHIFT = 9;
const MARGIN_PX = 512;
/** Bodies are marked this far beyond their radius, px: enough for the largest thing that touches them a tick later. */
const TOUCH_PX = 64;
/** Ticks for which the cells are valid: a body is marked in every cell that it reaches within them. */
const SPAN_TICKS = 64;

/** Orbits in columns, bodies first. `phase`: 1/65536 turn. `speedPx`: px per tick. */
interface Orbits {
  readonly parent: Int32Array;
  readonly orbitPx: Int32Array;
  readonly periodTicks: Int32Array;
  readonly phase: Int32Array;
  readonly speedPx: Float64Array;
}

/** Bodies in columns. `markPx`: how far cells are marked from the middle of a span. The squares are of px/65536. */
interface Bodies {
  readonly radiusPx: Int32Array;
  readonly markPx: Int32Array;
  readonly surfacePull: Float64Array;
  readonly radiusSquare: Float64Array;
  readonly reachSquare: Float64Array;
}

/** The rails of a map, at tick 0. */
export function createRails(map: MapConfig): Rails {
  const all = [...map.bodies, ...map.stations];
  const count = all.length;
  const side = Math.ceil((map.radiusPx + MARGIN_PX) / (1 << (CELL_SHIFT - 1)));
  const square = (px: number) => px * ONE * (px * ONE);
  const rails: Rails = {
    tick: -1,
    stationsAt: -1,
    orbits: {
      parent: Int32Array.from(all, ({ parent }) => parent),
      orbitPx: Int32Array.from(all, ({ orbitPx }) => orbitPx),
      periodTicks: Int32Array.from(all, ({ periodTicks }) => periodTicks),
      phase: Int32Array.from(all, ({ phase }) => phase),
      speedPx: Float64Array.from(all, ({ orbitPx, periodTicks }) => (orbitPx * TAU) / periodTicks),
    },
    bodies: {
      radiusPx: Int32Array.from(map.bodies, ({ radiusPx }) => radiusPx),
      markPx: markedPx(map),
      surfacePull: Float64Array.from(map.bodies, ({ surfacePull }) => surfacePull),
      radiusSquare: Float64Array.from(map.bodies, ({ radiusPx }) => square(radiusPx)),
      reachSquare: Float64Array.from(map.bodies, ({ reachPx }) => square(reachPx)),
    },
    x: new Int32Array(count),
    y: new Int32Array(count),
    vx: new Int32Array(count),
    vy: new Int32Array(count),
    cells: new Int32Array(side * side),
    side,
    cellsFor: -1,
  };
  moveRails(rails, map, 0);
  return rails;
}

/** By body, px: how far its effect reaches, plus how far it and its parents move in half a span. */
function markedPx({ bodies }: MapConfig): Int32Array {
  const travelPx: number[] = [];
  return Int32Array.from(bodies, ({ parent, orbitPx, periodTicks, radiusPx, reachPx }) => {
    const own = Math.ceil(((orbitPx * TAU) / Math.abs(periodTicks)) * (SPAN_TICKS / 2)) + 1;
    const all = parent < 0 ? 0 : travelPx[parent] + Math.min(own, 2 * orbitPx + 1);
    travelPx.push(all);
    return Math.max(reachPx, radiusPx + TOUCH_PX) + all + 1;
  });
}

/** Further rails of the same map that save memory: they have one cell, in which every body is marked. */
export function spareRails({ orbits, bodies, x }: Rails): Rails {
  const column = () => new Int32Array(x.length);
  const places = { x: column(), y: column(), vx: column(), vy: column() };
  return { tick: -1, stationsAt: -1, orbits, bodies, ...places, cells: new Int32Array(1), side: 1, cellsFor: -1 };
}

/** Computes all positions of a tick in closed form, so errors do not accumulate and nothing is sent. */
export function moveRails(rails: Rails, map: MapConfig, tick: number): void {
  moveBodies(rails, map, tick);
  placeStations(rails, map);
}

/** As {@link moveRails}, without the stations, which {@link placeStations} adds. */
export function moveBodies(rails: Rails, map: MapConfig, tick: number): void {
  const count = map.bodies.length;
  const span = Math.floor(tick / SPAN_TICKS);
  if (rails.cellsFor !== span) {
    rails.cellsFor = span;
    place(rails, 0, count, (span + 0.5) * SPAN_TICKS);
    markCells(rails, count);
  }
  rails.tick = tick;
  place(rails, 0, count, tick);
}

/** Computes the stations' positions, if they are not of this tick. Call it before you read them: few ticks need them. */
export function placeStations(rails: Rails, map: MapConfig): void {
  if (rails.stationsAt === rails.tick) return;
  rails.stationsAt = rails.tick;
  place(rails, map.bodies.length, rails.x.length, rails.tick);
}

function place({ orbits, x, y, vx, vy }: Rails, from: number, to: number, tick: number): void {
  const { orbitPx, periodTicks, phase, speedPx } = orbits;
  for (let i = from; i < to; i++) {
    const parent = orbits.parent[i];
    if (parent < 0) continue;
    const angle = orbitAngle(phase[i], periodTicks[i], tick);
    const c = cosFine(angle);
    const s = sinFine(angle);
    // px times a sine in 1/65536 is px/65536.
    x[i] = x[parent] + round32(orbitPx[i] * c);
    y[i] = y[parent] + round32(orbitPx[i] * s);
    vx[i] = vx[parent] - round32(speedPx[i] * s);
    vy[i] = vy[parent] + round32(speedPx[i] * c);
  }
}

function markCells(rails: Rails, count: number): void {
  const { bodies, cells, side } = rails;
  cells.fill(0);
  for (let i = 0; i < count; i++) {
    const reachPx = bodies.markPx[i];
    const x = rails.x[i] >> 16;
    const y = rails.y[i] >> 16;
    const right = along(rails, x + reachPx);
    const bottom = along(rails, y + reachPx);
    for (let row = along(rails, y - reachPx); row <= bottom; row++)
      for (let column = along(rails, x - reachPx); column <= right; column++) cells[row * side + column] |= 1 << i;
  }
}

function along(rails: Rails, px: number): number {
  return clamp((px + (rails.side << (CELL_SHIFT - 1))) >> CELL_SHIFT, 0, rails.side - 1);
}

/**
 * Bit i is set when body i may pull something at this point (px/65536), or touch something there within a tick at a ship's speed.
 */
export function bodiesNear(rails: Rails, x: number, y: number): number {
  return rails.cells[along(rails, y >> 16) * rails.side + along(rails, x >> 16)];
}

/** The index of the lowest bit that is set. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** A station's index in the rails. */
export function stationRail(map: MapConfig, station: number): number {
  return map.bodies.length + station;
}

/** Distance in px from a point (px/65536) to a body or station on rails. */
export function distancePx(rails: Rails, index: number, x: number, y: number): number {
  const dx = (rails.x[index] - x) / ONE;
  const dy = (rails.y[index] - y) / ONE;
  return Math.sqrt(dx * dx + dy * dy);
}
