import type { Column } from "../../kit/index.ts";
import type { FieldType } from "./format.ts";

/** One field of a schema object, with the values of one or more columns. */
export interface WireField {
  /** Its name in the state. */
  readonly name: string;
  readonly type: FieldType;
  /** @param values by column. Numbers for numbers and flags; text otherwise */
  encode(values: Readonly<Record<string, unknown>>): number | string;
  /** Adds the values of its columns. */
  decode(raw: unknown, values: Record<string, unknown>): void;
}

/** Name of the field of packed rows. Columns have no "_". */
const PACKED_FIELD = "row_";
/** A character of 7 bits takes one byte, see `packSevenBit`. */
const CHARACTER = 128;
const CHARACTER_BITS = 7;
/** With the bits before it, such a value stays a safe integer. */
const MAX_VALUE_BITS = 46;

/** One column in as many bits as its values need. */
interface BitColumn {
  readonly name: string;
  readonly bits: number;
  toNumber(value: unknown): number;
  toValue(bits: number): unknown;
}

/** Several columns of a row in one field. */
export interface PackedField extends WireField {
  /** Of a change, with the bytes for its name and its length. */
  readonly bytes: number;
}

/**
 * Columns of a row in one text, each in as many bits as its bounds need, lowest first. null: some are not for packing.
 *
 * @param seats of the rules
 */
export function packedField(columns: readonly Column[], seats: number): PackedField | null {
  const packed = columns.map((column) => bitColumn(column, seats));
  if (!packed.every((column) => column !== null && column.bits <= MAX_VALUE_BITS)) return null;
  const bits = packed as readonly BitColumn[];
  return {
    name: PACKED_FIELD,
    type: "string",
    bytes: 2 + Math.ceil(bits.reduce((sum, column) => sum + column.bits, 0) / CHARACTER_BITS),
    encode: (values) => pack(bits, values),
    decode: (raw, values) => unpack(bits, raw as string, values),
  };
}

/** How many bits a column takes when it is packed. @param seats of the rules */
export const packedBits = (column: Column, seats: number): number =>
  bitColumn(column, seats)?.bits ?? Number.POSITIVE_INFINITY;

function bitColumn({ name, spec }: Column, seats: number): BitColumn | null {
  switch (spec.kind) {
    case "flag":
      return { name, bits: 1, toNumber: (value) => (value === true ? 1 : 0), toValue: (bits) => bits === 1 };
    case "oneOf":
      return {
        name,
        bits: bitsFor(spec.names.length - 1),
        toNumber: (value) => Math.max(0, spec.names.indexOf(value as string)),
        toValue: (bits) => spec.names[bits],
      };
    case "seat":
      return numbers(name, spec.low, seats - 1);
    case "int":
      return numbers(name, spec.low, spec.high);
    default:
      return null;
  }
}

function numbers(name: string, low: number, high: number): BitColumn {
  const toNumber = (value: unknown) => (value as number) - low;
  return { name, bits: bitsFor(high - low), toNumber, toValue: (bits) => bits + low };
}

/** 2 to the power of each number of bits that a value and those before it may take. */
const POWERS: readonly number[] = Array.from({ length: MAX_VALUE_BITS + CHARACTER_BITS }).reduce<number[]>(
  (powers) => [...powers, 2 * powers[powers.length - 1]],
  [1],
);

/** Bits of numbers from 0 to `most`; more than any value may have where that is not known. */
function bitsFor(most: number): number {
  const bits = POWERS.findIndex((power) => power > most);
  return bits < 0 ? MAX_VALUE_BITS + 1 : bits;
}

function pack(columns: readonly BitColumn[], values: Readonly<Record<string, unknown>>): string {
  const codes: number[] = [];
  let [pending, bits] = [0, 0];
  for (const column of columns) {
    pending += column.toNumber(values[column.name]) * POWERS[bits];
    bits += column.bits;
    for (; bits >= CHARACTER_BITS; bits -= CHARACTER_BITS) {
      codes.push(pending % CHARACTER);
      pending = Math.floor(pending / CHARACTER);
    }
  }
  if (bits > 0) codes.push(pending);
  return String.fromCharCode(...codes);
}

function unpack(columns: readonly BitColumn[], text: string, values: Record<string, unknown>): void {
  let [pending, bits, at] = [0, 0, 0];
  for (const column of columns) {
    for (; bits < column.bits; bits += CHARACTER_BITS) pending += (text.charCodeAt(at++) || 0) * POWERS[bits];
    const size = POWERS[column.bits];
    values[column.name] = column.toValue(pending % size);
    pending = Math.floor(pending / size);
    bits -= column.bits;
  }
}
