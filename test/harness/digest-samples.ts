import { Hasher } from "../../shared/math/hash.ts";

/** A digest of samples' bytes. When one changes, so do the bytes on the wire: raise the version beside it, then renew it. */
export function digestOf(samples: readonly Uint8Array[]): string {
  const hasher = new Hasher();
  for (const bytes of samples) for (const byte of [bytes.length, ...bytes]) hasher.word(byte);
  return hasher.digest();
}
