import type { ByteWriter } from "./bytes.ts";

/** Encodes one type of value. `decode` throws {@link CodecError} on bytes that `encode` cannot produce. */
export interface Codec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
  /** Writes the bytes of `encode` without an array of their own, for values encoded by the thousand. Optional. */
  write?(out: ByteWriter, value: T): void;
}

/** Bytes from outside are malformed. The message is for developers. */
export class CodecError extends Error {
  override readonly name = "CodecError";
}
