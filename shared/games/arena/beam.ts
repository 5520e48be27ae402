import { ONE } from "../../math/fixed.ts";
import { queryGrid } from "../../math/grid.ts";
import { cos, sin } from "../../math/trig.ts";
import { isLineBlocked } from "./cover.ts";
import { canTouch, hurtRock, hurtShip } from "./damage.ts";
import { hullOf } from "./data/hulls.ts";
import { ROCK_SIZES } from "./data/rocks.ts";
import { LAG_COMPENSATION_PX } from "./data/rules.ts";
import { weaponOf } from "./data/weapons.ts";
import { type Emit, toPx } from "./emit.ts";
import { readPublishedAt } from "./lag-compensation.ts";
import { readHelm } from "./rows.ts";
import { sweepCircle } from "./sweep.ts";
import type { Helm, World } from "./world.ts";

const NEAR_PX = 64;

/** Hits the first ship, rock or body on its line: ships where the shooter saw them, rocks and bodies where they are now. */
export function fireBeam(world: World, seat: number, helm: Helm, weapon: number, emit: Emit): void {
  const { rocks, scratch } = world;
  const { near, rockPositions, rails } = scratch;
  const { bodies } = world.config.map;
  const { rangePx, radiusPx, damage } = weaponOf(weapon);
  const ex = rangePx * cos(helm.heading);
  const ey = rangePx * sin(helm.heading);
  let first = 1;
  let ship = -1;
  let rock = -1;
  for (let i = 0; i < bodies.length; i++) {
    const at = sweepCircle(helm.x - rails.x[i], helm.y - rails.y[i], ex, ey, bodies[i].radiusPx);
    if (at < first) first = at;
  }
  const left = Math.min(toPx(helm.x), toPx(helm.x + ex)) - NEAR_PX;
  const right = Math.max(toPx(helm.x), toPx(helm.x + ex)) + NEAR_PX;
  const top = Math.min(toPx(helm.y), toPx(helm.y + ey)) - NEAR_PX;
  const bottom = Math.max(toPx(helm.y), toPx(helm.y + ey)) + NEAR_PX;
  const compensationPx = world.players.seen[seat] > 0 ? LAG_COMPENSATION_PX : 0;
  let count = queryGrid(
    scratch.ships,
    left - compensationPx,
    top - compensationPx,
    right + compensationPx,
    bottom + compensationPx,
    near,
  );
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    if (!canTouch(world, seat, slot)) continue;
    const at = sweepShip(world, seat, slot, helm, ex, ey, radiusPx);
    if (at >= first) continue;
    first = at;
    ship = slot;
  }
  count = queryGrid(scratch.rocks, left, top, right, bottom, near);
  for (let i = 0; i < count; i++) {
    const slot = near[i];
    if (rocks.live[slot] === 0) continue;
    const reach = ROCK_SIZES[rocks.size[slot]].radiusPx + radiusPx;
    const at = sweepCircle(helm.x - rockPositions.x[slot], helm.y - rockPositions.y[slot], ex, ey, reach);
    if (at >= first) continue;
    first = at;
    rock = slot;
  }
  const toX = Math.round((helm.x + ex * first) / ONE);
  const toY = Math.round((helm.y + ey * first) / ONE);
  emit({ type: "beam", seat, x: toPx(helm.x), y: toPx(helm.y), toX, toY });
  // The rocks were tested last, so a rock that was hit lies before any ship.
  if (rock >= 0) hurtRock(world, rock, damage);
  else if (ship >= 0) hurtShip(world, ship, damage, seat, weapon, emit);
}

/** The share of its length, 0 … 1, at which a beam hits a ship; 2: it misses. */
function sweepShip(
  world: World,
  seat: number,
  slot: number,
  from: Helm,
  ex: number,
  ey: number,
  radiusPx: number,
): number {
  const { ships, players, scratch, tick } = world;
  const dx = from.x - ships.x[slot];
  const dy = from.y - ships.y[slot];
  const reach = hullOf(ships.hull[slot]).radiusPx + radiusPx;
  const seen = players.seen[seat];
  if (seen === 0 || ships.guard[slot] > 0) return sweepCircle(dx, dy, ex, ey, reach);
  if (sweepCircle(dx, dy, ex, ey, reach + LAG_COMPENSATION_PX) > 1) return 2;
  const shown = readPublishedAt(world, slot, tick - seen, scratch.targetHelm);
  const offsetX = (shown.x - ships.x[slot]) / ONE;
  const offsetY = (shown.y - ships.y[slot]) / ONE;
  const isFar = offsetX * offsetX + offsetY * offsetY > LAG_COMPENSATION_PX * LAG_COMPENSATION_PX;
  if (isFar || shown.docked > 0) return sweepCircle(dx, dy, ex, ey, reach);
  const at = sweepCircle(from.x - shown.x, from.y - shown.y, ex, ey, reach);
  if (at > 1 || !isLineBlocked(world, from, readHelm(ships, slot, ships.hull[slot], scratch.targetHelm))) return at;
  return 2;
}
