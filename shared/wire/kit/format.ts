import { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import type { Column, Spec } from "../../kit/index.ts";
import { planOf } from "../../kit/kinds/index.ts";
import { packSevenBit, sevenBitLength, unpackSevenBit } from "../seven-bit.ts";

/** How a schema state carries the values of one column. */
export interface Format {
  /** A primitive type of `@colyseus/schema`. */
  readonly type: FieldType;
  /** A number for numbers and flags; text otherwise. */
  encode(value: unknown): number | string;
  decode(raw: unknown): unknown;
}

export type FieldType = "boolean" | "uint8" | "uint16" | "number" | "int8" | "int16" | "int32" | "string";

/** A packed value is sent whole whenever it changes. */
const MAX_PACKED_BYTES = 1_024;

/**
 * The smallest type that holds the bounds; undefined: none of 32 bits does. A count of more than 16 bits is a "number", which
 * takes 1 byte below 128 and 5 bytes at most: such counts are mostly small.
 */
function integerType(low: number, high: number): FieldType | undefined {
  const types = [
    ["uint8", 0, 0xff],
    ["int8", -0x80, 0x7f],
    ["uint16", 0, 0xffff],
    ["int16", -0x8000, 0x7fff],
    ["number", 0, 0xffff_ffff],
    ["int32", -0x8000_0000, 0x7fff_ffff],
  ] as const;
  return types.find(([, from, to]) => low >= from && high <= to)?.[0];
}

const whole = (type: FieldType): Format => ({ type, encode: (value) => value as number, decode: (raw) => raw });

/**
 * The format of a public or own column: integers of up to 32 bits, flags, names and text as such; all else packed. Throws a
 * RangeError if its values may be too long.
 *
 * @param seats of the rules
 */
export function formatOf({ spec, path }: Column, seats: number): Format {
  switch (spec.kind) {
    case "flag":
      return { type: "boolean", encode: (value) => (value === true ? 1 : 0), decode: (raw) => raw };
    case "oneOf": {
      const numbers = new Map(spec.names.map((name, i) => [name, i]));
      return {
        ...whole(integerType(0, spec.names.length - 1) as FieldType),
        encode: (value) => numbers.get(value as string) ?? 0,
        decode: (raw) => spec.names[raw as number],
      };
    }
    case "text":
      checkLength(path, spec.maxBytes);
      return { type: "string", encode: (value) => value as string, decode: (raw) => raw };
    case "int": {
      const type = integerType(spec.low, spec.high);
      return type === undefined ? packed(spec, path, seats) : whole(type);
    }
    default:
      return packed(spec, path, seats);
  }
}

function packed(spec: Spec, path: string, seats: number): Format {
  checkLength(path, sevenBitLength(maxBytesOf(spec)));
  const plan = planOf(spec, path, seats);
  const out = new ByteWriter();
  return {
    type: "string",
    encode(value) {
      plan.write(out.reset(), value);
      const bytes = out.view();
      const text = new Uint8Array(sevenBitLength(bytes.length));
      packSevenBit(bytes, bytes.length, text, 0);
      return String.fromCharCode(...text);
    },
    decode: (raw) => plan.read(new ByteReader(unpackSevenBit(raw as string))),
  };
}

function checkLength(path: string, bytes: number): void {
  if (bytes <= MAX_PACKED_BYTES) return;
  throw new RangeError(
    `${path}: up to ${bytes} bytes are sent whole whenever it changes, more than ${MAX_PACKED_BYTES}; use rows(…), of ` +
      "which only changed rows are sent, or smaller bounds",
  );
}

/** Length of a varint of up to `most`. */
function varintBytes(most: number): number {
  let bytes = 1;
  for (let rest = most; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

/** Most bytes that a plan of the kit writes for a value. */
export function maxBytesOf(spec: Spec): number {
  switch (spec.kind) {
    case "int":
      // A wide one has a byte for its sign.
      return 1 + varintBytes(Math.min(spec.high - spec.low, Number.MAX_SAFE_INTEGER));
    case "text":
      return varintBytes(spec.maxBytes) + spec.maxBytes;
    case "list":
      return varintBytes(spec.most) + spec.most * maxBytesOf(spec.of.spec);
    case "array":
      return spec.length * maxBytesOf(spec.of.spec);
    case "record":
      return Object.values(spec.fields).reduce((sum, field) => sum + maxBytesOf(field.spec), 0);
    // A flag, a name or a seat.
    default:
      return 2;
  }
}
