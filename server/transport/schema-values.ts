import { isUtf8 } from "node:buffer";
import { NEVER, NUMBER_BYTES, TEXT_LENGTH_BYTES } from "./message-pack.ts";

/** Returns where a value that begins at `at` ends; -1: no value begins there. The end may lie beyond the bytes. */
export type ValueEnd = (bytes: Uint8Array, at: number) => number;

const SHORT_TEXT = { from: 0xa0, to: 0xc0 } as const;

/** A number of the schema's `number` type. */
export const numberEnd: ValueEnd = (bytes, at) => {
  const first = bytes[at] ?? NEVER;
  if (first < 0x80 || first >= 0xe0) return at + 1;
  const length = NUMBER_BYTES[first];
  return length === undefined ? -1 : at + 1 + length;
};

/** A text of the schema's `string` type. Its UTF-8 is checked, because the schema's decoder logs each text that is not valid. */
export const textEnd: ValueEnd = (bytes, at) => {
  const first = bytes[at] ?? NEVER;
  const lengthBytes = TEXT_LENGTH_BYTES[first] ?? 0;
  if (lengthBytes === 0 && (first < SHORT_TEXT.from || first >= SHORT_TEXT.to)) return -1;
  const from = at + 1 + lengthBytes;
  const end = from + (lengthBytes === 0 ? first - SHORT_TEXT.from : unsigned(bytes, at + 1, lengthBytes));
  return end <= bytes.length && isUtf8(bytes.subarray(from, end)) ? end : -1;
};

const fixed =
  (length: number): ValueEnd =>
  (_bytes, at) =>
    at + length;

/** By the schema's names of primitive types. */
const PRIMITIVES: Readonly<Record<string, ValueEnd>> = {
  boolean: fixed(1),
  int8: fixed(1),
  uint8: fixed(1),
  int16: fixed(2),
  uint16: fixed(2),
  int32: fixed(4),
  uint32: fixed(4),
  float32: fixed(4),
  int64: fixed(8),
  uint64: fixed(8),
  float64: fixed(8),
  bigint64: fixed(8),
  biguint64: fixed(8),
  number: numberEnd,
  string: textEnd,
};

/** For a field's type in the schema's metadata; undefined: it is not a primitive type. */
export function valueEndOf(type: unknown): ValueEnd | undefined {
  if (typeof type === "string") return Object.hasOwn(PRIMITIVES, type) ? PRIMITIVES[type] : undefined;
  const wire = (type as { readonly quantized?: { readonly wire: string } } | null)?.quantized?.wire;
  return wire === undefined ? undefined : PRIMITIVES[wire];
}

/** A count in the schema's `number` type; -1: it is not an unsigned integer, or not complete. */
export function countAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? NEVER;
  if (first < 0x80) return first;
  const length = first >= 0xcc && first <= 0xce ? (NUMBER_BYTES[first] ?? 0) : 0;
  return length === 0 || at + 1 + length > bytes.length ? -1 : unsigned(bytes, at + 1, length);
}

/** Little-endian. Bytes beyond the end count as 0. */
function unsigned(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
