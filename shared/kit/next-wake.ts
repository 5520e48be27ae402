import type { Tick } from "../machine.ts";
import type { AnyWorld } from "./world.ts";

/**
 * The default of `nextWake`: every tick while someone holds a seat; else at the game's `wakeAt`. A game by turns
 * replaces it by one line: `nextWake: (world) => world.turnEndsAt`. A tick that is over counts as never.
 */
export function nextWake({ tick, seats, wakeAt }: AnyWorld): Tick {
  return seats.some((status) => status !== "empty") ? tick + 1 : wakeAt;
}
