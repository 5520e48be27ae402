import { fingerprint } from "../../../wire/fingerprint.ts";
import { lobby } from "../index.ts";
import { LOBBY_COMMAND_VERSION } from "./client-command.ts";
import { LobbyState } from "./state.ts";

/** Fingerprint of the lobby's protocol; a client must send it to join. */
export const LOBBY_FINGERPRINT = fingerprint({
  state: LobbyState,
  machine: lobby,
  commandsVersion: LOBBY_COMMAND_VERSION,
});
