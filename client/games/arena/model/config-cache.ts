import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import { arena } from "../../../../shared/games/arena/index.ts";

let newest: { readonly bytes: Uint8Array; readonly config: ArenaConfig } | null = null;

/** Decodes a configuration; the same bytes give the same object, so that many bots share what is cached by its map. */
export function decodeConfig(bytes: Uint8Array): ArenaConfig {
  if (newest !== null && same(newest.bytes, bytes)) return newest.config;
  newest = { bytes, config: arena.codecs.config.decode(bytes) };
  return newest.config;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
