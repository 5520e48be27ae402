import { nowS, type World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/** Candles follow each other, so the clock never goes back. */
export function clock(world: World, { atS }: CommandOf<"clock">): void {
  if (atS < nowS(world)) return;
  world.clockS = atS;
  world.clockTick = world.tick;
}
