/** The reflected polynomial of Castagnoli, Bräuer and Herrmann (1993), as in RFC 3720. */
const POLYNOMIAL = 0x82f63b78;

/** Four tables of 256, so that four bytes go at once: "slicing by four" (Kounavis and Berry, 2005). */
const TABLE = new Int32Array(1024);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  TABLE[byte] = crc;
}
for (let i = 256; i < TABLE.length; i++) TABLE[i] = (TABLE[i - 256] >>> 8) ^ TABLE[TABLE[i - 256] & 255];

/** CRC-32C of a range of bytes, int32. @param crc of the preceding bytes */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length, crc = 0): number {
  let at = from;
  for (; at + 4 <= to; at += 4)
    crc = crc32cWord(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24), crc);
  crc = ~crc;
  for (; at < to; at++) crc = TABLE[(crc ^ bytes[at]) & 255] ^ (crc >>> 8);
  return ~crc;
}

/** CRC-32C of a word's four bytes, lowest first. @param crc of the preceding bytes */
export function crc32cWord(word: number, crc = 0): number {
  crc = ~crc ^ word;
  return ~(
    TABLE[768 | (crc & 255)] ^
    TABLE[512 | ((crc >>> 8) & 255)] ^
    TABLE[256 | ((crc >>> 16) & 255)] ^
    TABLE[crc >>> 24]
  );
}
