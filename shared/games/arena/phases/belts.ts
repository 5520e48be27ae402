import { randomDrift, randomOre, randomRockSize } from "../belts.ts";
import { OUT_OF_SIGHT_PX, REFILL_EVERY_TICKS } from "../data/rules.ts";
import { addRock } from "../debris.ts";
import { placeDrift } from "../drift.ts";
import type { Phase } from "../emit.ts";
import { isNearPerson } from "../spawn.ts";
import type { World } from "../world.ts";

/** Adds a rock now and then to belts that lack some, out of people's sight. */
export const belts: Phase = (world) => {
  if (world.tick % REFILL_EVERY_TICKS !== 0) return;
  for (let belt = 0; belt < world.config.map.belts.length; belt++)
    if (countRocks(world, belt) < world.config.map.belts[belt].rocks) refill(world, belt);
};

function countRocks(world: World, belt: number): number {
  const { rocks } = world;
  let count = 0;
  for (let slot = 0; slot < rocks.high; slot++) if (rocks.live[slot] && rocks.belt[slot] === belt) count++;
  return count;
}

function refill(world: World, belt: number): void {
  const { drift, motion, rails } = world.scratch;
  randomDrift(world, belt, drift);
  placeDrift(drift, rails, motion);
  if (!isNearPerson(world, motion.x, motion.y, OUT_OF_SIGHT_PX))
    addRock(world, drift, belt, randomRockSize(world), randomOre(world));
}
