import type { Machine } from "../machine.ts";
import { hasOthers } from "./channels.ts";
import { commandCodec, configCodec, eventCodec } from "./codecs.ts";
import type { Command } from "./command.ts";
import type { LobbyConfig } from "./config.ts";
import type { Event } from "./event.ts";
import { hash, load, save } from "./save.ts";
import { step } from "./step.ts";
import { emptyWorld, type World } from "./world.ts";

/** Where people meet: who is here, what they say, and what goes on in the matches. */
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

/** Nobody is here, and nothing comes to an end by itself. */
function isQuiet(world: World): boolean {
  return world.derived.present.size === 0 && world.matches.length === 0 && !hasOthers(world);
}

export { LOBBY_BOUNDS } from "./bounds.ts";
export type { Cause, Command } from "./command.ts";
export {
  CHANNEL_MOST,
  LINE_MOST,
  LOBBY_CHANNEL,
  type LobbyConfig,
  lobbyConfig,
  matchChannel,
  WHY_MOST,
} from "./config.ts";
export { type Event, LOBBY_REFUSAL } from "./event.ts";
export { askersOf } from "./reading.ts";
export { ROLE, type RoleName } from "./roles.ts";
export { OUT, seatsOf, sitter, type World } from "./world.ts";
