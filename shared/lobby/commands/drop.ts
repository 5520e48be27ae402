import { stopReading } from "../reading.ts";
import { sitter } from "../world.ts";
import type { Handler } from "./handler.ts";

/** The socket is lost. Who returns asks for what they have not read. */
export const drop: Handler<"drop"> = (world, { seat }) => {
  const found = sitter(world, seat);
  if (found === null) return;
  found.away = true;
  stopReading(world, found);
};
