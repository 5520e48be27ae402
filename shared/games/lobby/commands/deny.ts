import { refuse } from "../emit.ts";
import { occupant } from "../world.ts";
import type { Handler } from "./handler.ts";

export const deny: Handler<"deny"> = (world, command, emit) => {
  if (occupant(world, command.seat) !== null) refuse(emit, command, "notAllowed");
};
