import { CodecError } from "./codec.ts";

/** Encodes UTF-8 without `TextEncoder`, which is not part of ECMAScript. Lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const out: number[] = [];
  for (const char of text) {
    let code = char.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(out);
}

/** Throws {@link CodecError} on anything but shortest-form UTF-8 of Unicode scalar values. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i++];
    const more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || i + more > bytes.length)
      throw new CodecError(`bad UTF-8 at ${i - 1}`);
    let code = more === 0 ? lead : lead & (0x3f >> more);
    for (let k = 0; k < more; k++) {
      const next = bytes[i++];
      if ((next & 0xc0) !== 0x80) throw new CodecError(`bad UTF-8 at ${i - 1}`);
      code = (code << 6) | (next & 63);
    }
    const shortest = [0, 0x80, 0x800, 0x10000][more];
    if (code < shortest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      throw new CodecError(`bad UTF-8 at ${i - 1}`);
    text += String.fromCodePoint(code);
  }
  return text;
}
