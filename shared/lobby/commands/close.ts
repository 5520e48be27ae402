import { close as end } from "../reading.ts";
import { sitter } from "../world.ts";
import type { Handler } from "./handler.ts";

export const close: Handler<"close"> = (world, { seat, channel }) => {
  const found = sitter(world, seat);
  if (found !== null) end(world, found, channel);
};
