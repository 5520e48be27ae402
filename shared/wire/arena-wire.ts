import { CLIENT_COMMAND_VERSION } from "../arena/client-command.ts";
import { arena } from "../arena/index.ts";
import { ArenaState } from "./arena.ts";
import { fingerprint } from "./fingerprint.ts";

/** What a client of the arena must name to be let in. */
export const ARENA_WIRE = fingerprint({ state: ArenaState, machine: arena, commandsVersion: CLIENT_COMMAND_VERSION });
