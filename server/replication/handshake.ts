import { Encoder, Reflection } from "@colyseus/schema";
import type { SchemaClass } from "./fields.ts";

const known = new WeakMap<SchemaClass, Uint8Array>();

/** What a client needs to decode a state without knowing its classes; made once, as it takes an encoder and its buffers. */
export function handshakeOf(state: SchemaClass): Uint8Array {
  const bytes = known.get(state) ?? Reflection.encode(new Encoder(new state()));
  known.set(state, bytes);
  return bytes;
}
