import { refuse } from "../emit.ts";
import { lineOf } from "../history.ts";
import { takeRequestToken } from "../members.ts";
import { occupant } from "../world.ts";
import type { Handler } from "./handler.ts";

/** Any reader of a message may report it to moderators. */
export const report: Handler<"report"> = (world, command, emit) => {
  const { seat, line, why } = command;
  const found = occupant(world, seat);
  if (found === null) return;
  const wait = takeRequestToken(world, found.player);
  if (wait > 0) return refuse(emit, command, "tooFast", wait);
  const channel = world.channels.get(command.channel);
  if (channel === undefined) return refuse(emit, command, "noSuchChannel");
  if (!found.reads.some((reading) => reading.channel === channel.name)) return refuse(emit, command, "notReading");
  const said = lineOf(channel, line);
  if (said === undefined || said.text === "") return refuse(emit, command, "noSuchLine");
  const { player, text } = said;
  emit({ type: "reported", channel: channel.name, line, player, by: found.player, text, why });
};
