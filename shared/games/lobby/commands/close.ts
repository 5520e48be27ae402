import { unsubscribe as end } from "../subscriptions.ts";
import { occupant } from "../world.ts";
import type { Handler } from "./handler.ts";

export const close: Handler<"close"> = (world, { seat, channel }) => {
  const found = occupant(world, seat);
  if (found !== null) end(world, found, channel);
};
