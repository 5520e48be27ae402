import { Encoder, Reflection } from "@colyseus/schema";
import type { SchemaClass } from "./schema-fields.ts";

const cache = new WeakMap<SchemaClass, Uint8Array>();

/**
 * The handshake, from which a client decodes a state without its classes. Cached, because it takes an encoder with its
 * buffers.
 */
export function handshakeOf(state: SchemaClass): Uint8Array {
  const bytes = cache.get(state) ?? Reflection.encode(new Encoder(new state()));
  cache.set(state, bytes);
  return bytes;
}
