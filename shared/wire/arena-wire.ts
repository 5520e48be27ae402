import { CLIENT_COMMAND_VERSION } from "../arena/client-command.ts";
import { arena } from "../arena/index.ts";
import { ArenaState } from "./arena.ts";
import { fingerprint } from "./fingerprint.ts";

/** Fingerprint of the arena's protocol; a client must send it to join. */
export const ARENA_WIRE = fingerprint({ state: ArenaState, machine: arena, commandsVersion: CLIENT_COMMAND_VERSION });
