import { unsubscribeAll } from "../subscriptions.ts";
import { occupant } from "../world.ts";
import type { Handler } from "./handler.ts";

/** The socket is lost. A returning client opens its channels again. */
export const drop: Handler<"drop"> = (world, { seat }) => {
  const found = occupant(world, seat);
  if (found === null) return;
  found.away = true;
  unsubscribeAll(world, found);
};
