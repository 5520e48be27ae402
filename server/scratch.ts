/** Longer stretches are views made for once. */
const VIEWS_MOST = 1_024;

/**
 * Short stretches of bytes, each as an array of its own that is used again for the next one of that length: to make a view,
 * and to collect it, costs more than to copy so few bytes.
 */
export class Scratch {
  readonly #bytes = new Uint8Array(VIEWS_MOST);
  /** By length. */
  readonly #views: Uint8Array[] = [];

  /** `length` bytes from `start`; valid until the next call. */
  take(from: Uint8Array, start: number, length: number): Uint8Array {
    // Not `subarray`: a Buffer's own is slow.
    if (length >= VIEWS_MOST) return new Uint8Array(from.buffer, from.byteOffset + start, length);
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) bytes[i] = from[start + i];
    this.#views[length] ??= bytes.subarray(0, length);
    return this.#views[length];
  }
}
