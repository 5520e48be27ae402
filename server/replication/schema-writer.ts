import type { ByteWriter } from "../../shared/codec/bytes.ts";
import { encodeUtf8 } from "../../shared/codec/text.ts";
import { packSevenBit, sevenBitLength } from "../../shared/wire/seven-bit.ts";

/** Longer views are not cached. */
const MAX_CACHED_VIEW_BYTES = 1_024;

/** A byte writer with a growing, reused buffer. */
export class SchemaWriter {
  bytes: Uint8Array;
  at = 0;
  /** Cached views by length: a new view for each frame would be most of the garbage. */
  readonly #views: Uint8Array[] = [];

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  /** The written bytes; valid until the next write. */
  get written(): Uint8Array {
    const { at } = this;
    if (at >= MAX_CACHED_VIEW_BYTES) return this.bytes.subarray(0, at);
    this.#views[at] ??= this.bytes.subarray(0, at);
    return this.#views[at];
  }

  u8(value: number): void {
    if (this.at === this.bytes.length) this.#grow(1);
    this.bytes[this.at++] = value;
  }

  u16(value: number): void {
    if (this.at + 2 > this.bytes.length) this.#grow(2);
    const { bytes, at } = this;
    bytes[at] = value;
    bytes[at + 1] = value >> 8;
    this.at = at + 2;
  }

  u32(value: number): void {
    if (this.at + 4 > this.bytes.length) this.#grow(4);
    const { bytes, at } = this;
    bytes[at] = value;
    bytes[at + 1] = value >> 8;
    bytes[at + 2] = value >> 16;
    bytes[at + 3] = value >> 24;
    this.at = at + 4;
  }

  /** A count in the schema protocol: 1, 2, 3 or 5 bytes. */
  count(value: number): void {
    if (value < 0x80) this.u8(value);
    else if (value < 0x100) {
      this.u8(0xcc);
      this.u8(value);
    } else if (value < 0x10000) {
      this.u8(0xcd);
      this.u16(value);
    } else {
      this.u8(0xce);
      this.u32(value);
    }
  }

  /** A string in the schema protocol. */
  text(value: string): void {
    if (value.length < 0x20 && this.#writeShortAscii(value)) return;
    const utf8 = encodeUtf8(value);
    // Reserve first: it may replace the buffer.
    const at = this.#textAt(utf8.length);
    this.bytes.set(utf8, at);
  }

  /** Bytes packed into a string, see `packSevenBit`. */
  packed({ buffer, length }: Pick<ByteWriter, "buffer" | "length">): void {
    const at = this.#textAt(sevenBitLength(length));
    packSevenBit(buffer, length, this.bytes, at);
  }

  /** Writes a string's length and reserves its bytes. Returns their start. */
  #textAt(length: number): number {
    if (length < 0x20) this.u8(0xa0 | length);
    else if (length < 0x100) {
      this.u8(0xd9);
      this.u8(length);
    } else if (length < 0x10000) {
      this.u8(0xda);
      this.u16(length);
    } else {
      this.u8(0xdb);
      this.u32(length);
    }
    if (this.at + length > this.bytes.length) this.#grow(length);
    const { at } = this;
    this.at += length;
    return at;
  }

  /** Writes a short ASCII string, such as a key, without UTF-8 encoding. Returns false on other characters. */
  #writeShortAscii(value: string): boolean {
    const { length } = value;
    if (this.at + 1 + length > this.bytes.length) this.#grow(1 + length);
    const { bytes, at } = this;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) return false;
      bytes[at + 1 + i] = code;
    }
    bytes[at] = 0xa0 | length;
    this.at = at + 1 + length;
    return true;
  }

  copy(from: Uint8Array, start: number, length: number): void {
    if (this.at + length > this.bytes.length) this.#grow(length);
    const { bytes, at } = this;
    // A loop is cheaper than a view for runs of about twenty bytes.
    for (let i = 0; i < length; i++) bytes[at + i] = from[start + i];
    this.at = at + length;
  }

  #grow(more: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + more));
    grown.set(this.bytes);
    this.bytes = grown;
    this.#views.length = 0;
  }
}
