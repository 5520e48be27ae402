import type { Machine } from "../../machine.ts";
import { SWEEP_EVERY_TICKS } from "./bounds.ts";
import { closeExpiredChannels, hasMatchChannels } from "./channels.ts";
import { commandCodec, configCodec, eventCodec } from "./codecs.ts";
import type { Command } from "./command.ts";
import { applyCommands } from "./commands/index.ts";
import type { LobbyConfig } from "./config.ts";
import type { Emit } from "./emit.ts";
import type { Event } from "./event.ts";
import { removeSilentMatches } from "./matches.ts";
import { sweepMembers } from "./members.ts";
import { hash, load, save } from "./save.ts";
import { sendHistory } from "./subscriptions.ts";
import { emptyWorld, type World } from "./world.ts";

/** The lobby: who is present, chat, and the list of matches. */
export const lobby: Machine<World, Command, Event, LobbyConfig> = {
  id: "lobby",
  version: 1,
  tickHz: 10,
  codecs: { command: commandCodec, event: eventCodec, config: configCodec },
  create: (_seed, config) => emptyWorld(config),
  step,
  tick: (world) => world.tick,
  nextWake: (world) => (isQuiet(world) ? null : world.tick + 1),
  save,
  load,
  hash,
};

/** Steps one tick. */
export function step(world: World, commands: readonly Command[], emit: Emit): void {
  world.tick++;
  world.derived.said.clear();
  applyCommands(world, commands, emit);
  sendHistory(world, emit);
  removeSilentMatches(world);
  closeExpiredChannels(world, emit);
  if (world.tick % SWEEP_EVERY_TICKS === 0) sweepMembers(world);
}

/** Whether the lobby is empty and nothing expires. */
function isQuiet(world: World): boolean {
  return world.derived.present.size === 0 && world.matches.length === 0 && !hasMatchChannels(world);
}

export { LOBBY_CHANNEL, LOBBY_REFUSAL, MAX_CHANNEL_CHARS, MAX_MESSAGE_CHARS, matchChannel } from "../../chat.ts";
export { LOBBY_BOUNDS } from "./bounds.ts";
export type { CausationId, Command } from "./command.ts";
export { type LobbyConfig, lobbyConfig, MAX_REASON_CHARS } from "./config.ts";
export type { Event } from "./event.ts";
export { subscribersOf } from "./subscriptions.ts";
export { EVICTION, occupant, seatsOf, type World } from "./world.ts";
