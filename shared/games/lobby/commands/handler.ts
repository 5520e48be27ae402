import type { Command, CommandType } from "../command.ts";
import type { Emit } from "../emit.ts";
import type { World } from "../world.ts";

/** Applies one type of command. What a seat asks for is done or refused; for a seat that nobody sits at, nothing is. */
export type Handler<T extends CommandType> = (world: World, command: Extract<Command, { type: T }>, emit: Emit) => void;
