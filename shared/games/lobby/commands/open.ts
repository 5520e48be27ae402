import { openChannel } from "../channels.ts";
import { refuse } from "../emit.ts";
import { takeRequestToken } from "../members.ts";
import { unsubscribe } from "../subscriptions.ts";
import { occupant } from "../world.ts";
import type { Handler } from "./handler.ts";

export const open: Handler<"open"> = (world, command, emit) => {
  const found = occupant(world, command.seat);
  if (found === null) return;
  const wait = takeRequestToken(world, found.player);
  if (wait > 0) return refuse(emit, command, "tooFast", wait);
  const channel = openChannel(world, command.channel, emit);
  if (channel === null) return refuse(emit, command, "noSuchChannel");
  const { name, last, lines } = channel;
  unsubscribe(world, found, name);
  if (found.reads.length >= world.config.openChannels) return refuse(emit, command, "tooManyChannels");
  const { after } = command;
  // A client that names a future message knows an earlier channel of the same name, so it gets the whole history.
  const next = after < 0 ? Math.max(1, lines[0]?.id ?? 0) : Math.min(after, last) + 1;
  found.reads.push({ channel: name, next });
};
