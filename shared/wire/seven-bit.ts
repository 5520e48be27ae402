/**
 * Bytes packed into characters below 128, seven bits each, lowest first. The schema protocol sends text as UTF-8, in which such
 * characters take one byte. `n` characters hold ⌊7·n/8⌋ bytes.
 */
export const sevenBitLength = (bytes: number): number => Math.ceil((bytes * 8) / 7);

/** Packs the first `length` bytes into {@link sevenBitLength} character codes. */
export function packSevenBit(bytes: Uint8Array, length: number, to: Uint8Array, at: number): void {
  let pending = 0;
  let bits = 0;
  let next = at;
  for (let i = 0; i < length; i++) {
    pending |= bytes[i] << bits;
    bits += 8;
    while (bits >= 7) {
      to[next++] = pending & 127;
      pending >>= 7;
      bits -= 7;
    }
  }
  if (bits > 0) to[next] = pending;
}

export function unpackSevenBit(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
  let pending = 0;
  let bits = 0;
  let next = 0;
  for (let i = 0; i < text.length; i++) {
    pending |= text.charCodeAt(i) << bits;
    bits += 7;
    if (bits < 8) continue;
    bytes[next++] = pending & 255;
    pending >>= 8;
    bits -= 8;
  }
  return bytes;
}
