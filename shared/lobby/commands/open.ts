import { channelOf } from "../channels.ts";
import { refuse } from "../emit.ts";
import { ask } from "../members.ts";
import { close } from "../reading.ts";
import { sitter } from "../world.ts";
import type { Handler } from "./handler.ts";

export const open: Handler<"open"> = (world, command, emit) => {
  const found = sitter(world, command.seat);
  if (found === null) return;
  const wait = ask(world, found.player);
  if (wait > 0) return refuse(emit, command, "tooFast", wait);
  const channel = channelOf(world, command.channel, emit);
  if (channel === null) return refuse(emit, command, "noSuchChannel");
  const { name, last, lines } = channel;
  close(world, found, name);
  if (found.reads.length >= world.config.openChannels) return refuse(emit, command, "tooManyChannels");
  const { after } = command;
  // Who names a line that was never said has read another channel of that name: it is told so by what is there.
  const next = after < 0 ? Math.max(1, lines[0]?.id ?? 0) : Math.min(after, last) + 1;
  found.reads.push({ channel: name, next });
};
