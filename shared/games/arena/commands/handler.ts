import type { Command, CommandType } from "../command.ts";
import type { Emit } from "../emit.ts";
import type { World } from "../world.ts";

/** Applies one type of command. Ignores a command that cannot apply: the inbox refused it already, or it came too late. */
export type Handler<T extends CommandType> = (world: World, command: Extract<Command, { type: T }>, emit: Emit) => void;

/** Whether a person sits here. */
export function isSeated(world: World, seat: number): boolean {
  return seat < world.config.seats && world.players.live[seat] === 1;
}
