import { fingerprint } from "../../../wire/fingerprint.ts";
import { CLIENT_COMMAND_VERSION } from "../client-command.ts";
import { arena } from "../index.ts";
import { ArenaState } from "./state.ts";

/** Fingerprint of the arena's protocol; a client must send it to join. */
export const ARENA_FINGERPRINT = fingerprint({
  state: ArenaState,
  machine: arena,
  commandsVersion: CLIENT_COMMAND_VERSION,
});
