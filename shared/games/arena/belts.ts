import { clamp, round } from "../../math/fixed.ts";
import { nextBelow, nextBetween } from "../../math/random.ts";
import { ORES } from "./data/ores.ts";
import { ROCK_SIZES } from "./data/rocks.ts";
import { MAX_PERIOD_TICKS } from "./data/rules.ts";
import type { Drift, World } from "./world.ts";

/** A random orbit in a belt: inner rocks move faster, and every distance swings a little. */
export function randomDrift(world: World, belt: number, out: Drift): void {
  const { parent, innerPx, outerPx, periodTicks } = world.config.map.belts[belt];
  const { random } = world;
  out.parent = parent;
  out.orbitPx = nextBetween(random, innerPx, outerPx);
  out.swingPx = nextBetween(random, 0, 30);
  out.swingTicks = nextBetween(random, 2_000, 6_000);
  out.phase = nextBelow(random, 65_536);
  out.swingPhase = nextBelow(random, 65_536);
  out.periodTicks = clamp(round((periodTicks * out.orbitPx) / innerPx), -MAX_PERIOD_TICKS, MAX_PERIOD_TICKS);
  out.epoch = world.tick;
}

export function randomOre(world: World): number {
  let share = nextBelow(world.random, 256);
  for (let ore = 0; ore < ORES.length; ore++) {
    share -= ORES[ore].share;
    if (share < 0) return ore;
  }
  return 0;
}

export function randomRockSize(world: World): number {
  return nextBelow(world.random, ROCK_SIZES.length);
}
