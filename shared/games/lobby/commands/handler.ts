import type { Command, CommandType } from "../command.ts";
import type { Emit } from "../emit.ts";
import type { World } from "../world.ts";

/** Applies one type of command: executes or refuses it. Ignores commands of empty seats. */
export type Handler<T extends CommandType> = (world: World, command: Extract<Command, { type: T }>, emit: Emit) => void;
