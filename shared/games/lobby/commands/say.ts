import { MAX_MESSAGE_CHARS } from "../../../chat.ts";
import { LOBBY_BOUNDS } from "../bounds.ts";
import { refuse } from "../emit.ts";
import { remember } from "../history.ts";
import { memberOf, waitTicks } from "../members.ts";
import { lineEvent } from "../subscriptions.ts";
import { isLonger } from "../text.ts";
import { occupant } from "../world.ts";
import type { Handler } from "./handler.ts";

const TICKS_PER_S = 10;
/** Maximum wait in a refusal, ticks: about a week. */
const WAIT_MOST = 6_048_000;

/** The form without an origin. */
export const say: Handler<"say"> = (world, command, emit) => {
  sayFrom(world, { ...command, type: "sayFrom", origin: 0 }, emit);
};

export const sayFrom: Handler<"sayFrom"> = (world, command, emit) => {
  const { config, tick, derived } = world;
  const { seat, text, nonce, atS, origin } = command;
  const found = occupant(world, seat);
  if (found === null) return;
  const { player, name, role } = found;
  const channel = world.channels.get(command.channel);
  if (channel === undefined) return refuse(emit, command, "noSuchChannel");
  if (!found.reads.some((reading) => reading.channel === channel.name)) return refuse(emit, command, "notReading");
  if (text === "") return refuse(emit, command, "noText");
  if (isLonger(text, MAX_MESSAGE_CHARS)) return refuse(emit, command, "tooLong");
  const member = memberOf(world, player);
  const { mutedUntilS } = member;
  if (mutedUntilS > atS) {
    refuse(emit, command, "muted", Math.min(WAIT_MOST, (mutedUntilS - atS) * TICKS_PER_S));
    return;
  }
  const wait = waitTicks(member.saidUntil, tick, config.sayBurst, config.sayEveryTicks);
  if (wait > 0) return refuse(emit, command, "tooFast", wait);
  const said = derived.said.get(channel.name) ?? 0;
  if (said >= LOBBY_BOUNDS.linesPerTick) return refuse(emit, command, "tooFast", 1);
  derived.said.set(channel.name, said + 1);
  member.saidUntil = Math.max(member.saidUntil, tick) + config.sayEveryTicks;
  const line = { id: ++channel.last, origin, player, name, role, atS, nonce, text };
  remember(channel, line, config.historyLines);
  emit(lineEvent(-1, channel.name, line));
};
