import { round } from "../../math/fixed.ts";
import { hurtShip } from "../damage.ts";
import { hullOf } from "../data/hulls.ts";
import { BUMP_SPEED, BURN_EVERY_TICKS, BURN_PX } from "../data/rules.ts";
import { type Phase, px } from "../emit.ts";
import { CAUSE } from "../event.ts";
import { distancePx } from "../rails.ts";
import { crashDamage } from "./bumps.ts";

/** A velocity changes this much in one tick by a bounce alone: engines and gravity do less. */
const LEAST_JOLT = BUMP_SPEED;

/** Ships that bounced off a body are hurt by how hard, and those near the star's surface burn. */
export const crashes: Phase = (world, emit) => {
  const { ships, scratch, tick } = world;
  const { bodies } = world.config.map;
  for (let slot = 0; slot < ships.high; slot++) {
    if (ships.live[slot] === 0 || ships.docked[slot] > 0) continue;
    const { radiusPx } = hullOf(ships.hull[slot]);
    const burns = tick % BURN_EVERY_TICKS === 0;
    if (burns && distancePx(scratch.rails, 0, ships.x[slot], ships.y[slot]) < bodies[0].radiusPx + radiusPx + BURN_PX)
      hurtShip(world, slot, 1, -1, CAUSE.star, emit);
    const jolt = scratch.jolts[slot];
    if (jolt < LEAST_JOLT) continue;
    for (let i = 0; i < bodies.length; i++) {
      // A bounce leaves the ship on the surface; a bump since may have moved it a little.
      if (distancePx(scratch.rails, i, ships.x[slot], ships.y[slot]) > bodies[i].radiusPx + radiusPx * 2) continue;
      const force = round(jolt / 256);
      emit({ type: "bump", seat: ships.seat[slot], force, x: px(ships.x[slot]), y: px(ships.y[slot]) });
      hurtShip(world, slot, crashDamage(jolt), -1, i === 0 ? CAUSE.star : CAUSE.planet, emit);
      break;
    }
  }
};
