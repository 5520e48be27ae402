import { sitter } from "../world.ts";
import type { Handler } from "./handler.ts";

export const back: Handler<"back"> = (world, { seat }) => {
  const found = sitter(world, seat);
  if (found !== null) found.away = false;
};
