/**
 * Bytes in a text of characters below 128, seven bits each, lowest first: the schema protocol carries text as UTF-8, in which
 * those take one byte. A text of `n` characters holds ⌊7·n/8⌋ bytes.
 */
export const sevenLength = (bytes: number): number => Math.ceil((bytes * 8) / 7);

/** Writes the characters' codes of the first `length` bytes, {@link sevenLength} of them. */
export function packSeven(bytes: Uint8Array, length: number, to: Uint8Array, at: number): void {
  let held = 0;
  let bits = 0;
  let next = at;
  for (let i = 0; i < length; i++) {
    held |= bytes[i] << bits;
    bits += 8;
    while (bits >= 7) {
      to[next++] = held & 127;
      held >>= 7;
      bits -= 7;
    }
  }
  if (bits > 0) to[next] = held;
}

export function unpackSeven(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
  let held = 0;
  let bits = 0;
  let next = 0;
  for (let i = 0; i < text.length; i++) {
    held |= text.charCodeAt(i) << bits;
    bits += 7;
    if (bits < 8) continue;
    bytes[next++] = held & 255;
    held >>= 8;
    bits -= 8;
  }
  return bytes;
}
