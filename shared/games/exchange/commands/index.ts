import type { Command, CommandType } from "../command.ts";
import type { Emit } from "../event.ts";
import type { World } from "../world.ts";
import { adopt, forget } from "./accounts.ts";
import { clock } from "./clock.ts";
import { grant, issue } from "./funds.ts";
import type { Handler } from "./handler.ts";
import { request } from "./requests.ts";
import { join, leave } from "./seats.ts";

/** Orders do not depend on their owner's presence. */
const nothing = () => {};

const HANDLERS: { readonly [T in CommandType]: Handler<T> } = {
  place: request,
  move: request,
  cancel: request,
  buy: request,
  auction: request,
  withdraw: request,
  bid: request,
  join,
  drop: nothing,
  back: nothing,
  leave,
  adopt,
  forget,
  issue,
  grant,
  clock,
};

/** Applies a tick's commands in order. */
export function applyCommands(world: World, commands: readonly Command[], emit: Emit): void {
  for (const command of commands) (HANDLERS[command.type] as Handler<CommandType>)(world, command, emit);
}
