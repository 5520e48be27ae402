import { LOBBY_CHANNEL, matchChannel } from "../../chat.ts";
import { CHANNEL_LINGER_TICKS, LOBBY_BOUNDS } from "./bounds.ts";
import type { Emit } from "./emit.ts";
import { subscribersOf, unsubscribe } from "./subscriptions.ts";
import { type Channel, newChannel, type World } from "./world.ts";

const PREFIX = matchChannel("");

/** Opens a channel by name, and creates it if needed; null: its match does not exist. */
export function openChannel(world: World, name: string, emit: Emit): Channel | null {
  const { channels, derived } = world;
  const known = channels.get(name);
  if (known !== undefined) return known;
  if (!name.startsWith(PREFIX) || !derived.matchRows.has(name.slice(PREFIX.length))) return null;
  if (channels.size >= LOBBY_BOUNDS.channels) endNext(world, emit);
  const channel = newChannel(name);
  channels.set(name, channel);
  return channel;
}

/** Sets when a match's channel ends. @param running false: the match has ended */
export function setChannelExpiry({ channels, tick }: World, room: string, running: boolean): void {
  const channel = channels.get(matchChannel(room));
  if (channel !== undefined) channel.goesAt = running ? 0 : tick + CHANNEL_LINGER_TICKS;
}

/** Closes channels that have expired. */
export function closeExpiredChannels(world: World, emit: Emit): void {
  for (const channel of world.channels.values())
    if (channel.goesAt > 0 && channel.goesAt <= world.tick) end(world, channel, emit);
}

/** Closes the channel that expires next. There is one, because there are more channels than matches. */
function endNext(world: World, emit: Emit): void {
  let next: Channel | null = null;
  for (const channel of world.channels.values())
    if (channel.goesAt > 0 && (next === null || channel.goesAt < next.goesAt)) next = channel;
  if (next !== null) end(world, next, emit);
}

function end(world: World, { name }: Channel, emit: Emit): void {
  emit({ type: "closed", channel: name });
  for (const seat of subscribersOf(world, name)) {
    const sitter = world.seats[seat];
    if (sitter !== null) unsubscribe(world, sitter, name);
  }
  world.channels.delete(name);
}

/** Whether there is a channel besides everyone's. */
export const hasMatchChannels = ({ channels }: World): boolean => channels.size > (channels.has(LOBBY_CHANNEL) ? 1 : 0);
