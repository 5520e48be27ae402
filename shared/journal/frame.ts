import type { ByteWriter } from "../codec/bytes.ts";
import { encodeUtf8 } from "../codec/text.ts";
import { crc32c, crc32cWord } from "./crc32c.ts";
import { JOURNAL_LIMITS } from "./limits.ts";

/** A segment's first bytes. */
export const MAGIC = encodeUtf8("ORRERYJ\n");

export const HEAD_BYTES = 7;
const CRC_BYTES = 4;

/**
 * Begins a record, whose body is to be written next. Returns its start.
 *
 * Layout of a record:
 *
 * | bytes | |
 * |---|---|
 * | 3 | length of the body |
 * | 1 | kind |
 * | 1 | its number in the segment, from 0, modulo 256 |
 * | 2 | check of the five bytes before |
 * | length | body |
 * | 4 | CRC-32C of all the bytes before |
 *
 * The head has its own check, so a reader can trust a length before the body is there. It can distinguish a record cut
 * off by the end of the file from one with a damaged length, and it finds a record behind damage by checking seven
 * bytes at each offset. The number reveals moved, repeated and missing records.
 */
export function openFrame(out: ByteWriter): number {
  const start = out.length;
  out.skip(HEAD_BYTES);
  return start;
}

/**
 * Completes the record begun by {@link openFrame}.
 *
 * @param start as {@link openFrame} returned it
 */
export function closeFrame(out: ByteWriter, start: number, kind: number, number: number): void {
  const end = out.length;
  const bodyBytes = end - start - HEAD_BYTES;
  if (bodyBytes > JOURNAL_LIMITS.recordBytes) throw new RangeError(`a record of ${bodyBytes} bytes`);
  const word = bodyBytes | (kind << 24);
  out.truncate(start).u32(word).u8(number);
  out.u16(headCheck(word, number & 255)).truncate(end);
  out.u32(crc32c(out.buffer, start, end));
}

export interface Frame {
  /**
   * - `whole`: intact.
   * - `short`: the bytes end before the record does.
   * - `badHead`: its length is unknown.
   * - `badBody`: its length is known, its body is damaged.
   */
  readonly state: "whole" | "short" | "badHead" | "badBody";
  readonly kind: number;
  readonly number: number;
  readonly body: Uint8Array;
  /** Offset of the next record, if `state` is `whole` or `badBody`. */
  readonly end: number;
}

const NO_BYTES = new Uint8Array(0);

export function readFrame(bytes: Uint8Array, at: number): Frame {
  if (at + HEAD_BYTES > bytes.length) return broken("short", at);
  const word = word32(bytes, at);
  const number = bytes[at + 4];
  if ((bytes[at + 5] | (bytes[at + 6] << 8)) !== headCheck(word, number)) return broken("badHead", at);
  const bodyAt = at + HEAD_BYTES;
  const crcAt = bodyAt + (word & 0xffffff);
  const end = crcAt + CRC_BYTES;
  if (end > bytes.length) return broken("short", at);
  if (word32(bytes, crcAt) !== crc32c(bytes, at, crcAt)) return broken("badBody", end);
  return { state: "whole", kind: word >>> 24, number, body: bytes.subarray(bodyAt, crcAt), end };
}

function broken(state: Frame["state"], end: number): Frame {
  return { state, kind: 0, number: 0, body: NO_BYTES, end };
}

/** Offset of the first whole record at or after `from`, or −1. */
export function findFrame(bytes: Uint8Array, from: number): number {
  for (let at = from; at + HEAD_BYTES + CRC_BYTES <= bytes.length; at++)
    if (readFrame(bytes, at).state === "whole") return at;
  return -1;
}

function word32(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

/** A 16-bit check of a head; any single flipped bit changes it. */
function headCheck(word: number, number: number): number {
  const crc = crc32cWord(number, crc32cWord(word));
  return (crc ^ (crc >>> 16)) & 0xffff;
}
