import type { Command, CommandType } from "../command.ts";
import type { Emit } from "../emit.ts";
import type { World } from "../world.ts";
import { back } from "./back.ts";
import { controls } from "./controls.ts";
import { drop } from "./drop.ts";
import { endRound } from "./end-round.ts";
import type { Handler } from "./handler.ts";
import { hull } from "./hull.ts";
import { join } from "./join.ts";
import { leave } from "./leave.ts";

const HANDLERS: { readonly [T in CommandType]: Handler<T> } = { join, controls, hull, drop, back, leave, endRound };

/** Applies a tick's commands in order. */
export function applyCommands(world: World, commands: readonly Command[], emit: Emit): void {
  for (const command of commands) (HANDLERS[command.type] as Handler<CommandType>)(world, command, emit);
}
