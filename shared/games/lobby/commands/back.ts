import { occupant } from "../world.ts";
import type { Handler } from "./handler.ts";

export const back: Handler<"back"> = (world, { seat }) => {
  const found = occupant(world, seat);
  if (found !== null) found.away = false;
};
