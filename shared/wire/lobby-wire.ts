import { lobby } from "../lobby/index.ts";
import { fingerprint } from "./fingerprint.ts";
import { LobbyState } from "./lobby.ts";
import { LOBBY_COMMAND_VERSION } from "./lobby-command.ts";

/** Fingerprint of the lobby's protocol; a client must send it to join. */
export const LOBBY_WIRE = fingerprint({ state: LobbyState, machine: lobby, commandsVersion: LOBBY_COMMAND_VERSION });
