import { clamp, ONE, round32 } from "../math/fixed.ts";
import { cosFine, orbitAngle, sinFine, TAU } from "../math/trig.ts";
import type { MapConfig } from "./config.ts";

/** Where everything on rails is at one tick: bodies in the map's order, then stations. px/65536, per tick. */
export interface Rails {
  tick: number;
  /** The tick at which the stations' places are: see {@link placeStations}. */
  stationsAt: number;
  /** What the map says of each, in columns, as it is asked for again and again. */
  readonly orbits: Orbits;
  readonly bodies: Bodies;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly vx: Int32Array;
  readonly vy: Int32Array;
  /** Which bodies matter where: cells of the map, bit i for body i, see {@link bodiesNear}; and the span of ticks that they hold for. */
  readonly cells: Int32Array;
  readonly side: number;
  cellsFor: number;
}

/** Cells are 512 px wide; what is outside the map counts to its outermost cells. */
const CELL_SHIFT = 9;
const MARGIN_PX = 512;
/** Bodies matter this far beyond their radius, px: to the largest thing that touches them, from where it is a tick before. */
const TOUCH_PX = 64;
/** Cells hold for so many ticks: bodies are marked wherever they are meanwhile. */
const SPAN_TICKS = 64;

/** Orbits, bodies first: of what, how wide (px), how long, from where (1/65536 turn), how fast (px per tick). */
interface Orbits {
  readonly parent: Int32Array;
  readonly orbitPx: Int32Array;
  readonly periodTicks: Int32Array;
  readonly phase: Int32Array;
  readonly speedPx: Float64Array;
}

/** Bodies: their radii, how far they matter from the middle of a span of ticks, their pull, and squares of radius and reach in px/65536. */
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

/** By body: how far it matters, and how far it goes in half a span of ticks, as its parent does; px. */
function markedPx({ bodies }: MapConfig): Int32Array {
  const goes: number[] = [];
  return Int32Array.from(bodies, ({ parent, orbitPx, periodTicks, radiusPx, reachPx }) => {
    const own = Math.ceil(((orbitPx * TAU) / Math.abs(periodTicks)) * (SPAN_TICKS / 2)) + 1;
    const all = parent < 0 ? 0 : goes[parent] + Math.min(own, 2 * orbitPx + 1);
    goes.push(all);
    return Math.max(reachPx, radiusPx + TOUCH_PX) + all + 1;
  });
}

/** More rails of the same map, for ticks that are seldom looked at: they take little memory, and say that all bodies may matter. */
export function spareRails({ orbits, bodies, x }: Rails): Rails {
  const column = () => new Int32Array(x.length);
  const places = { x: column(), y: column(), vx: column(), vy: column() };
  return { tick: -1, stationsAt: -1, orbits, bodies, ...places, cells: new Int32Array(1), side: 1, cellsFor: -1 };
}

/** Places everything as of `tick`: a closed form, so that no error grows and nothing needs sending. */
export function moveRails(rails: Rails, map: MapConfig, tick: number): void {
  moveBodies(rails, map, tick);
  placeStations(rails, map);
}

/** As {@link moveRails}, but leaves the stations to {@link placeStations}. */
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

/** To be called before stations are looked at: few ticks have anyone who does. */
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
 * Bit i is set when body i may pull something at this place (px/65536), or touch what is no faster than a ship a tick later;
 * others need no look.
 */
export function bodiesNear(rails: Rails, x: number, y: number): number {
  return rails.cells[along(rails, y >> 16) * rails.side + along(rails, x >> 16)];
}

/** The index of the lowest bit that is set. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
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
