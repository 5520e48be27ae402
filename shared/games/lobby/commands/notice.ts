import { seatsOf } from "../world.ts";
import type { Handler } from "./handler.ts";

/** Sent to all seats of the player; absent players find it in the store. */
export const notice: Handler<"notice"> = (world, { player, id, text }, emit) => {
  for (const seat of seatsOf(world, player)) emit({ type: "notice", seat, id, text });
};
