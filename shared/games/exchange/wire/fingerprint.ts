import { fingerprint } from "../../../wire/fingerprint.ts";
import { exchange } from "../index.ts";
import { EXCHANGE_COMMAND_VERSION } from "./client-command.ts";
import { ExchangeState } from "./state.ts";

/** Fingerprint of the exchange's protocol; a client must send it to join. */
export const EXCHANGE_FINGERPRINT = fingerprint({
  state: ExchangeState,
  machine: exchange,
  commandsVersion: EXCHANGE_COMMAND_VERSION,
});
