import type { Tick } from "../machine.ts";
import type { AnyWorld } from "./world.ts";

/**
 * The default of `nextWake`: every tick while someone holds a seat; else the game's `wakeAt`, where that is still to come;
 * else never. A game by turns replaces it by one line: `nextWake: (world) => world.turnEndsAt`.
 */
export function nextWake({ tick, seats, wakeAt }: AnyWorld): Tick | null {
  if (seats.some((status) => status !== "empty")) return tick + 1;
  return wakeAt > tick ? wakeAt : null;
}
