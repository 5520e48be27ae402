/** Longer ranges get a view of their own instead of a copy. */
const MAX_COPY_BYTES = 1_024;

/**
 * Copies short byte ranges into arrays that are reused by length. Creating and collecting a view costs more than
 * copying so few bytes.
 */
export class ByteScratch {
  readonly #bytes = new Uint8Array(MAX_COPY_BYTES);
  /** By length. */
  readonly #views: Uint8Array[] = [];

  /** Returns `length` bytes from `start`; valid until the next call. */
  copy(from: Uint8Array, start: number, length: number): Uint8Array {
    // Not `subarray`, which is slow for a Buffer.
    if (length >= MAX_COPY_BYTES) return new Uint8Array(from.buffer, from.byteOffset + start, length);
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) bytes[i] = from[start + i];
    this.#views[length] ??= bytes.subarray(0, length);
    return this.#views[length];
  }
}
