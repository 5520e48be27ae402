import { removePresence } from "../presence.ts";
import { EVICTION } from "../world.ts";
import type { Handler } from "./handler.ts";

export const leave: Handler<"leave"> = (world, { seat }, emit) => {
  const found = world.seats[seat] ?? null;
  if (found === null) return;
  world.seats[seat] = null;
  if (found.out !== EVICTION.no) return;
  // Remove the seat first, so that its subscriptions end with it.
  removePresence(world, found, emit);
};
