import { seatsOf } from "../world.ts";
import type { Handler } from "./handler.ts";

/** Told wherever the player is; who is not here finds it in the store. */
export const notice: Handler<"notice"> = (world, { player, id, text }, emit) => {
  for (const seat of seatsOf(world, player)) emit({ type: "notice", seat, id, text });
};
