import { lobby } from "../lobby/index.ts";
import { fingerprint } from "./fingerprint.ts";
import { LobbyState } from "./lobby.ts";
import { LOBBY_COMMAND_VERSION } from "./lobby-command.ts";

/** What a client of the lobby must name to be let in. */
export const LOBBY_WIRE = fingerprint({ state: LobbyState, machine: lobby, commandsVersion: LOBBY_COMMAND_VERSION });
