import { Encoder, Reflection, type Schema } from "@colyseus/schema";
import type { Hash } from "../machine.ts";
import { Hasher } from "../math/hash.ts";
import { MESSAGES_VERSION } from "./messages.ts";

/** Everything that decides how a client reads a room's bytes and writes its own. */
export interface Protocol {
  /** Class of the room's schema state. */
  readonly state: new () => Schema;
  /** The source of the codecs of events and configuration, and of the rules with which the client predicts. */
  readonly machine: { readonly id: string; readonly version: number };
  /** Raised when the bytes of a client's own commands change. */
  readonly commandsVersion: number;
}

/** Query parameter with the fingerprint in requests for a seat and for a socket. */
export const FINGERPRINT_PARAMETER = "wire";

/** Must be equal on both ends: otherwise they misread each other. */
export function fingerprint({ state, machine, commandsVersion }: Protocol): Hash {
  const hasher = new Hasher().word(MESSAGES_VERSION).word(commandsVersion).text(machine.id).number(machine.version);
  for (const byte of Reflection.encode(new Encoder(new state()))) hasher.word(byte);
  return hasher.digest();
}
