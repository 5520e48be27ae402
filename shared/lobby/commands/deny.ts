import { refuse } from "../emit.ts";
import { sitter } from "../world.ts";
import type { Handler } from "./handler.ts";

export const deny: Handler<"deny"> = (world, command, emit) => {
  if (sitter(world, command.seat) !== null) refuse(emit, command, "notAllowed");
};
