import { ROLE } from "../../../roles.ts";
import { refuse } from "../emit.ts";
import { lineOf } from "../history.ts";
import { takeRequestToken } from "../members.ts";
import { occupant } from "../world.ts";
import type { Handler } from "./handler.ts";

/** A moderator erases a message of their own or of a player of a lower role. */
export const erase: Handler<"erase"> = (world, command, emit) => {
  const { seat, line } = command;
  const found = occupant(world, seat);
  if (found === null) return;
  const { player: by, role } = found;
  const wait = takeRequestToken(world, by);
  if (wait > 0) return refuse(emit, command, "tooFast", wait);
  if (role < ROLE.moderator) return refuse(emit, command, "notAllowed");
  const channel = world.channels.get(command.channel);
  if (channel === undefined) return refuse(emit, command, "noSuchChannel");
  const said = lineOf(channel, line);
  if (said === undefined || said.text === "") return refuse(emit, command, "noSuchLine");
  if (said.role >= role && said.player !== by) return refuse(emit, command, "notAllowed");
  said.text = "";
  world.erasures++;
  emit({ type: "erased", channel: channel.name, line, by });
};
