import { ONE, round } from "../../../math/fixed.ts";
import { hurtShip } from "../damage.ts";
import { HULLS, hullOf } from "../data/hulls.ts";
import { BURN_EVERY_TICKS, BURN_PX } from "../data/rules.ts";
import { type Emit, type Phase, toPx } from "../emit.ts";
import { CAUSE } from "../event.ts";
import { distancePx } from "../rails.ts";
import type { World } from "../world.ts";
import { crashDamage } from "./ship-collisions.ts";

const MAX_BURN_PX = BURN_PX + Math.max(...HULLS.map((hull) => hull.radiusPx));

/** Damages ships that bounced off a body, by their speed, and burns those near the star's surface. */
export const bodyCollisions: Phase = (world, emit) => {
  const { scratch, tick } = world;
  const { joltedSlots, jolts, jolted } = scratch;
  let next = 0;
  if (tick % BURN_EVERY_TICKS === 0) {
    const { live, high } = world.ships;
    for (let slot = 0; slot < high; slot++) {
      if (live[slot] && isBurning(world, slot)) hurtShip(world, slot, 1, -1, CAUSE.star, emit);
      if (next < jolted && joltedSlots[next] === slot) crash(world, slot, jolts[next++], emit);
    }
  } else while (next < jolted) crash(world, joltedSlots[next], jolts[next++], emit);
};

function isBurning({ ships, scratch }: World, slot: number): boolean {
  const { rails } = scratch;
  const { radiusPx } = rails.bodies;
  const dx = rails.x[0] - ships.x[slot];
  const dy = rails.y[0] - ships.y[slot];
  const most = (radiusPx[0] + MAX_BURN_PX) * ONE;
  if (dx > most || dx < -most || dy > most || dy < -most || ships.docked[slot] > 0) return false;
  const within = radiusPx[0] + hullOf(ships.hull[slot]).radiusPx + BURN_PX;
  return distancePx(rails, 0, ships.x[slot], ships.y[slot]) < within;
}

function crash(world: World, slot: number, jolt: number, emit: Emit): void {
  const { ships, scratch } = world;
  const { bodies } = world.config.map;
  if (ships.docked[slot] > 0) return;
  const { radiusPx } = hullOf(ships.hull[slot]);
  for (let i = 0; i < bodies.length; i++) {
    // A bounce leaves the ship on the surface; a later bump may have moved it a little.
    if (distancePx(scratch.rails, i, ships.x[slot], ships.y[slot]) > bodies[i].radiusPx + radiusPx * 2) continue;
    const force = round(jolt / 256);
    emit({ type: "bump", seat: ships.seat[slot], force, x: toPx(ships.x[slot]), y: toPx(ships.y[slot]) });
    hurtShip(world, slot, crashDamage(jolt), -1, i === 0 ? CAUSE.star : CAUSE.planet, emit);
    return;
  }
}
