import { ONE, round, round32 } from "../../math/fixed.ts";
import type { MapConfig } from "./config.ts";
import type { Motion } from "./drift.ts";
import { lowestBit, type Rails } from "./rails.ts";

/**
 * Adds one tick of gravity to a velocity: Newton's inverse square outside a body, constant inside, none beyond its reach.
 *
 * @param near bodies to consider, from `bodiesNear`
 * @param factor in 1/256
 */
export function addGravity(thing: Motion, rails: Rails, near: number, factor: number): void {
  const { x, y } = rails;
  const { surfacePull, radiusSquare, reachSquare } = rails.bodies;
  let ax = 0;
  let ay = 0;
  for (let bits = near; bits !== 0; bits &= bits - 1) {
    const i = lowestBit(bits);
    const dx = x[i] - thing.x;
    const dy = y[i] - thing.y;
    const square = dx * dx + dy * dy;
    if (square > reachSquare[i] || square === 0) continue;
    const nearness = Math.min(1, radiusSquare[i] / square);
    const pull = (surfacePull[i] * nearness) / Math.sqrt(square);
    ax += pull * dx;
    ay += pull * dy;
  }
  if (ax === 0 && ay === 0) return;
  thing.vx += round32((ax * factor) / 256);
  thing.vy += round32((ay * factor) / 256);
}

/** Speed of a circular orbit around a body at this distance from its centre, px/65536 per tick. */
export function circleSpeed(map: MapConfig, body: number, distancePx: number): number {
  const { surfacePull, radiusPx } = map.bodies[body];
  return round(Math.sqrt((surfacePull * radiusPx * radiusPx * ONE) / distancePx));
}
