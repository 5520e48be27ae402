import { ONE, round } from "../../../math/fixed.ts";
import { cellIndex, queryGrid } from "../../../math/grid.ts";
import { CELL_PX, isAlone } from "../../../math/occupancy.ts";
import { hurtRock, hurtShip } from "../damage.ts";
import { HULLS, hullOf } from "../data/hulls.ts";
import { ROCK_SIZES } from "../data/rocks.ts";
import { BUMP_SPEED, CRASH_SPEED, CRASH_SPEED_PER_POINT, LIMIT_PX, ROCK_BOUNCE, SHIP_BOUNCE } from "../data/rules.ts";
import { DIVERGED, markTouched } from "../divergence.ts";
import { type Emit, type Phase, toPx } from "../emit.ts";
import { CAUSE } from "../event.ts";
import { motionOf } from "../positions.ts";
import { PLAYER_KIND, type World } from "../world.ts";

const NEAR_PX = 90;
const LIMIT = LIMIT_PX * ONE;
const MAX_TOUCH = 2 * ONE * Math.max(...HULLS.map((hull) => hull.radiusPx));

/** Upper bound of how far ships were shifted this tick, all together. Up to {@link MAX_SHIFTED}, a ship that was alone still is. */
let shifted = 0;
const MAX_SHIFTED = CELL_PX * ONE - MAX_TOUCH;

/** Bounces ships off each other and off rocks, with damage at high speed. */
export const shipCollisions: Phase = (world, emit) => {
  const { rocks, scratch } = world;
  const { near, shipCells } = scratch;
  const { live, docked, x, y, high } = world.ships;
  const anyRocks = scratch.rocks.high > 0;
  shifted = 0;
  for (let slot = 0; slot < high; slot++) {
    if (live[slot] === 0 || docked[slot] > 0) continue;
    const xPx = toPx(x[slot]);
    const yPx = toPx(y[slot]);
    if (shifted > MAX_SHIFTED || !isAlone(shipCells, xPx, yPx)) bumpNear(world, slot, xPx, yPx, emit);
    if (!anyRocks) continue;
    const count = queryGrid(scratch.rocks, xPx - NEAR_PX, yPx - NEAR_PX, xPx + NEAR_PX, yPx + NEAR_PX, near);
    for (let i = 0; i < count; i++) if (rocks.live[near[i]]) bumpRock(world, slot, near[i], emit);
  }
};

function bumpNear(world: World, slot: number, xPx: number, yPx: number, emit: Emit): void {
  const { live, docked, x, y } = world.ships;
  const grid = world.scratch.ships;
  const { heads, next, side } = grid;
  const left = cellIndex(grid, xPx - NEAR_PX);
  const right = cellIndex(grid, xPx + NEAR_PX);
  const bottom = cellIndex(grid, yPx + NEAR_PX);
  for (let row = cellIndex(grid, yPx - NEAR_PX); row <= bottom; row++)
    for (let cell = row * side + left; cell <= row * side + right; cell++)
      for (let at = heads[cell]; at !== 0; at = next[at - 1]) {
        const other = at - 1;
        if (other > slot && mayTouch(x[other] - x[slot], y[other] - y[slot]) && live[other] && docked[other] === 0)
          bumpShips(world, slot, other, emit);
      }
}

/** Whether the largest hulls would touch at this distance. Rules out most ships of a cell. */
function mayTouch(dx: number, dy: number): boolean {
  return dx < MAX_TOUCH && dx > -MAX_TOUCH && dy < MAX_TOUCH && dy > -MAX_TOUCH;
}

/** Points of damage of a collision at this speed. */
export function crashDamage(speed: number): number {
  return Math.max(0, Math.floor((speed - CRASH_SPEED) / CRASH_SPEED_PER_POINT));
}

function bumpShips(world: World, a: number, b: number, emit: Emit): void {
  const { ships } = world;
  const hullA = hullOf(ships.hull[a]);
  const hullB = hullOf(ships.hull[b]);
  const touch = (hullA.radiusPx + hullB.radiusPx) * ONE;
  const dx = ships.x[b] - ships.x[a];
  const dy = ships.y[b] - ships.y[a];
  if (dx >= touch || dx <= -touch || dy >= touch || dy <= -touch) return;
  const distance = Math.sqrt(dx * dx + dy * dy);
  if (distance >= touch) return;
  const nx = distance > 0 ? dx / distance : 1;
  const ny = distance > 0 ? dy / distance : 0;
  const shareA = hullB.mass / (hullA.mass + hullB.mass);
  const shareB = 1 - shareA;
  const overlap = touch - distance;
  shift(world, a, -nx * overlap * shareA, -ny * overlap * shareA);
  shift(world, b, nx * overlap * shareB, ny * overlap * shareB);
  const closing = (ships.vx[a] - ships.vx[b]) * nx + (ships.vy[a] - ships.vy[b]) * ny;
  if (closing <= 0) return;
  const push = closing * (1 + SHIP_BOUNCE / 256);
  kick(world, a, -nx * push * shareA, -ny * push * shareA);
  kick(world, b, nx * push * shareB, ny * push * shareB);
  emitBump(world, a, closing, emit);
  const damage = crashDamage(closing);
  if (damage === 0 || areSameNpcKind(world, a, b)) return;
  hurtShip(world, a, round(damage * 2 * shareA), ships.seat[b], CAUSE.ship, emit);
  hurtShip(world, b, round(damage * 2 * shareB), ships.seat[a], CAUSE.ship, emit);
}

/** NPCs of one kind do not damage each other. */
function areSameNpcKind(world: World, a: number, b: number): boolean {
  const { players, ships } = world;
  const kind = players.kind[ships.seat[a]];
  return kind !== PLAYER_KIND.person && kind === players.kind[ships.seat[b]];
}

function bumpRock(world: World, ship: number, rock: number, emit: Emit): void {
  const { ships, rocks, scratch } = world;
  const { rockPositions } = scratch;
  const touch = (hullOf(ships.hull[ship]).radiusPx + ROCK_SIZES[rocks.size[rock]].radiusPx) * ONE;
  const dx = ships.x[ship] - rockPositions.x[rock];
  const dy = ships.y[ship] - rockPositions.y[rock];
  if (dx >= touch || dx <= -touch || dy >= touch || dy <= -touch) return;
  const distance = Math.sqrt(dx * dx + dy * dy);
  if (distance >= touch) return;
  const nx = distance > 0 ? dx / distance : 1;
  const ny = distance > 0 ? dy / distance : 0;
  shift(world, ship, nx * (touch - distance), ny * (touch - distance));
  const { vx, vy } = motionOf(rocks, scratch.rails, rock);
  const closing = -(ships.vx[ship] - vx) * nx - (ships.vy[ship] - vy) * ny;
  if (closing <= 0) return;
  const push = closing * (1 + ROCK_BOUNCE / 256);
  kick(world, ship, nx * push, ny * push);
  emitBump(world, ship, closing, emit);
  const damage = crashDamage(closing);
  hurtRock(world, rock, damage);
  hurtShip(world, ship, damage, -1, CAUSE.rock, emit);
}

function shift(world: World, slot: number, dx: number, dy: number): void {
  shifted += Math.max(Math.abs(dx), Math.abs(dy)) + 1;
  const { ships } = world;
  markTouched(world, slot, DIVERGED.moved);
  ships.x[slot] = Math.max(-LIMIT, Math.min(LIMIT, ships.x[slot] + round(dx)));
  ships.y[slot] = Math.max(-LIMIT, Math.min(LIMIT, ships.y[slot] + round(dy)));
}

function kick(world: World, slot: number, vx: number, vy: number): void {
  markTouched(world, slot, DIVERGED.moved);
  world.ships.vx[slot] += round(vx);
  world.ships.vy[slot] += round(vy);
}

function emitBump(world: World, slot: number, closing: number, emit: Emit): void {
  const { ships } = world;
  if (closing < BUMP_SPEED) return;
  const force = round(closing / 256);
  emit({ type: "bump", seat: ships.seat[slot], force, x: toPx(ships.x[slot]), y: toPx(ships.y[slot]) });
}
