import { queryGrid } from "../../math/grid.ts";
import { ROCK_SIZES } from "./data/rocks.ts";
import { COVER_TICKS } from "./data/rules.ts";
import type { Motion } from "./drift.ts";
import { toPx } from "./emit.ts";
import { motionOf } from "./positions.ts";
import { sweepCircle } from "./sweep.ts";
import type { World } from "./world.ts";

/** Radius of the largest rock plus how far it drifts in {@link COVER_TICKS}. */
const NEAR_PX = 96;

/** Whether bodies or rocks block the line between two things, both now and {@link COVER_TICKS} ago by today's velocities. */
export function isLineBlocked(world: World, from: Readonly<Motion>, to: Readonly<Motion>): boolean {
  return isBlocked(world, from, to, 0) && isBlocked(world, from, to, COVER_TICKS);
}

function isBlocked(world: World, from: Readonly<Motion>, to: Readonly<Motion>, ticksAgo: number): boolean {
  const { rocks, scratch, config } = world;
  const { rails, nearRocks } = scratch;
  const x = from.x - from.vx * ticksAgo;
  const y = from.y - from.vy * ticksAgo;
  const ex = to.x - to.vx * ticksAgo - x;
  const ey = to.y - to.vy * ticksAgo - y;
  for (let i = 0; i < config.map.bodies.length; i++) {
    const bodyX = rails.x[i] - rails.vx[i] * ticksAgo;
    const bodyY = rails.y[i] - rails.vy[i] * ticksAgo;
    if (sweepCircle(x - bodyX, y - bodyY, ex, ey, config.map.bodies[i].radiusPx) <= 1) return true;
  }
  const left = toPx(Math.min(x, x + ex)) - NEAR_PX;
  const right = toPx(Math.max(x, x + ex)) + NEAR_PX;
  const top = toPx(Math.min(y, y + ey)) - NEAR_PX;
  const bottom = toPx(Math.max(y, y + ey)) + NEAR_PX;
  const count = queryGrid(scratch.rocks, left, top, right, bottom, nearRocks);
  for (let i = 0; i < count; i++) {
    const slot = nearRocks[i];
    if (rocks.live[slot] === 0) continue;
    const rock = motionOf(rocks, rails, slot);
    const rockX = rock.x - rock.vx * ticksAgo;
    const rockY = rock.y - rock.vy * ticksAgo;
    if (sweepCircle(x - rockX, y - rockY, ex, ey, ROCK_SIZES[rocks.size[slot]].radiusPx) <= 1) return true;
  }
  return false;
}
