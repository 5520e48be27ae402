import { removePresence } from "../presence.ts";
import { EVICTION } from "../world.ts";
import type { Handler } from "./handler.ts";

export const leave: Handler<"leave"> = (world, { seat }, emit) => {
  const found = world.seats[seat] ?? null;
  if (found === null) return;
  world.seats[seat] = null;
  if (found.out !== EVICTION.no) return;
  // It is no longer among the seats that are looked through, and its readings end with it.
  removePresence(world, found, emit);
};
