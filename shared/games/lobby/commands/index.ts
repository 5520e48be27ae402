import type { Command, CommandType } from "../command.ts";
import type { Emit } from "../emit.ts";
import type { World } from "../world.ts";
import { back } from "./back.ts";
import { ban } from "./ban.ts";
import { close } from "./close.ts";
import { deny } from "./deny.ts";
import { drop } from "./drop.ts";
import { erase } from "./erase.ts";
import { forget } from "./forget.ts";
import type { Handler } from "./handler.ts";
import { join } from "./join.ts";
import { leave } from "./leave.ts";
import { mute } from "./mute.ts";
import { notice } from "./notice.ts";
import { open } from "./open.ts";
import { place } from "./place.ts";
import { pulse } from "./pulse.ts";
import { report } from "./report.ts";
import { say, sayFrom } from "./say.ts";
import { standing } from "./standing.ts";

const HANDLERS: { readonly [T in CommandType]: Handler<T> } = {
  join,
  drop,
  back,
  leave,
  open,
  close,
  say,
  sayFrom,
  report,
  erase,
  mute,
  ban,
  deny,
  pulse,
  standing,
  place,
  notice,
  forget,
};

/** Applies a tick's commands in order. */
export function applyCommands(world: World, commands: readonly Command[], emit: Emit): void {
  for (const command of commands) (HANDLERS[command.type] as Handler<CommandType>)(world, command, emit);
}
