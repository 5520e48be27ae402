import type { Command, CommandType } from "../command.ts";
import type { Emit } from "../event.ts";
import type { World } from "../world.ts";

export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;
export type Handler<T extends CommandType> = (world: World, command: CommandOf<T>, emit: Emit) => void;
