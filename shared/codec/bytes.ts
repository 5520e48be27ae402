import { CodecError } from "./codec.ts";
import { decodeUtf8, encodeUtf8 } from "./text.ts";

/** Longest varint: seven bits a byte. */
const VARINT_BYTES = 8;
/** Longest varint of an int32. */
const VARINT32_BYTES = 5;

/** Writes little-endian bytes into a growing buffer. `finish` returns a copy; `reset` starts over in the same buffer. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(sizeBytes = 64) {
    this.#bytes = new Uint8Array(sizeBytes);
  }

  get length(): number {
    return this.#length;
  }

  reset(): this {
    this.#length = 0;
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** The bytes so far without a copy; valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The whole buffer, for callers that read a part of it. */
  get buffer(): Uint8Array {
    return this.#bytes;
  }

  /** Leaves room for bytes that are known later. */
  skip(bytes: number): this {
    this.#room(bytes);
    return this;
  }

  /** Drops all but the first bytes. */
  truncate(length: number): this {
    this.#length = length;
    return this;
  }

  /** Drops the first bytes, and moves the rest to the front. */
  discardFront(bytes: number): this {
    this.#bytes.copyWithin(0, bytes, this.#length);
    this.#length -= bytes;
    return this;
  }

  /** Writes a varint where one byte was reserved, and moves the bytes after it if it needs more. */
  patchVarint(at: number, value: number): this {
    if (value < 128) {
      this.#bytes[at] = value;
      return this;
    }
    const after = this.#bytes.slice(at + 1, this.#length);
    this.#length = at;
    return this.varint(value).bytes(after);
  }

  #room(bytes: number): number {
    const at = this.#length;
    this.#length += bytes;
    if (this.#length > this.#bytes.length) this.#grow(this.#length);
    return at;
  }

  #grow(leastBytes: number): void {
    const larger = new Uint8Array(Math.max(leastBytes, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  u8(value: number): this {
    const at = this.#room(1);
    this.#bytes[at] = value;
    return this;
  }

  u16(value: number): this {
    const at = this.#room(2);
    this.#bytes[at] = value;
    this.#bytes[at + 1] = value >>> 8;
    return this;
  }

  /** An int32 or a uint32. */
  u32(value: number): this {
    const at = this.#room(4);
    this.#bytes[at] = value;
    this.#bytes[at + 1] = value >>> 8;
    this.#bytes[at + 2] = value >>> 16;
    this.#bytes[at + 3] = value >>> 24;
    return this;
  }

  /** LEB128: 7 bits a byte, low bits first; a whole number in [0, 2^53). */
  varint(value: number): this {
    let at = this.#length;
    if (at + VARINT_BYTES > this.#bytes.length) this.#grow(at + VARINT_BYTES);
    const bytes = this.#bytes;
    for (; value > 0x7fffffff; value = Math.floor(value / 128)) bytes[at++] = (value % 128) | 128;
    for (; value >= 128; value >>>= 7) bytes[at++] = (value & 127) | 128;
    bytes[at++] = value;
    this.#length = at;
    return this;
  }

  /** A whole number in (−2^52, 2^52), zigzag: 0, −1, 1, −2, 2 … */
  signed(value: number): this {
    return this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Writes int32s like {@link signed}, except those whose byte in `included` is 0. */
  liveInt32s(values: Int32Array, included: Uint8Array, count: number): this {
    let at = this.#room(VARINT32_BYTES * count);
    const bytes = this.#bytes;
    for (let i = 0; i < count; i++) {
      if (included[i] === 0) continue;
      const value = values[i];
      let left = (value << 1) ^ (value >> 31);
      for (; left >>> 7 !== 0; left >>>= 7) bytes[at++] = (left & 127) | 128;
      bytes[at++] = left;
    }
    this.#length = at;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** Writes the length as varint, then the bytes of `write`. Returns the length. */
  lengthPrefixed<T>(write: (out: ByteWriter, value: T) => void, value: T): number {
    const at = this.#room(1);
    write(this, value);
    const length = this.#length - at - 1;
    this.patchVarint(at, length);
    return length;
  }

  /** Writes the length in bytes as varint, then UTF-8. */
  text(text: string): this {
    const bytes = encodeUtf8(text);
    return this.varint(bytes.length).bytes(bytes);
  }
}

/** Reads bytes of {@link ByteWriter}. Every method throws {@link CodecError} rather than read past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.#bytes.length - at) throw new CodecError(`needs ${count} bytes at ${at}, has ${this.remaining}`);
    this.#at = at + count;
    return at;
  }

  u8(): number {
    return this.#bytes[this.#take(1)];
  }

  u16(): number {
    const at = this.#take(2);
    return this.#bytes[at] | (this.#bytes[at + 1] << 8);
  }

  u32(): number {
    return this.i32() >>> 0;
  }

  i32(): number {
    const at = this.#take(4);
    const b = this.#bytes;
    return b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER || (byte === 0 && i > 0)) break;
        return value;
      }
      scale *= 128;
    }
    throw new CodecError(`no varint ends at ${this.#at}`);
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Reads a number of {@link ByteWriter.signed} that must be an int32. */
  signed32(): number {
    const value = this.signed();
    if ((value | 0) !== value) throw new CodecError(`${value} is no int32`);
    return value;
  }

  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  /** @param maxBytes longer texts are refused before they are read */
  text(maxBytes: number): string {
    const count = this.varint();
    if (count > maxBytes) throw new CodecError(`text of ${count} bytes, at most ${maxBytes}`);
    return decodeUtf8(this.bytes(count));
  }

  /** Throws when bytes are left over. */
  expectEnd(): void {
    if (this.remaining > 0) throw new CodecError(`${this.remaining} bytes too many at ${this.#at}`);
  }
}
