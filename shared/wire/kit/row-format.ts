import type { Column } from "../../kit/index.ts";
import { BitReader, BitWriter, bitsFor, CHARACTER_BITS, MAX_VALUE_BITS } from "./bits.ts";
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

/** One column in as many bits as its values need. */
export interface BitColumn {
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
  const bits = bitColumns(columns, seats);
  if (bits === null) return null;
  return {
    name: PACKED_FIELD,
    type: "string",
    bytes: 2 + Math.ceil(bits.reduce((sum, column) => sum + column.bits, 0) / CHARACTER_BITS),
    encode: (values) => pack(bits, values),
    decode: (raw, values) => unpack(bits, raw as string, values),
  };
}

/** Columns as bits; null: some have no bounds that are known, or too wide ones. @param seats of the rules */
export function bitColumns(columns: readonly Column[], seats: number): readonly BitColumn[] | null {
  const found = columns.map((column) => bitColumn(column, seats));
  return found.every((column) => column !== null && column.bits <= MAX_VALUE_BITS) ? (found as BitColumn[]) : null;
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

function pack(columns: readonly BitColumn[], values: Readonly<Record<string, unknown>>): string {
  const out = new BitWriter();
  for (const { name, bits, toNumber } of columns) out.put(toNumber(values[name]), bits);
  return out.take();
}

function unpack(columns: readonly BitColumn[], text: string, values: Record<string, unknown>): void {
  const bits = new BitReader(text);
  for (const column of columns) values[column.name] = column.toValue(bits.get(column.bits));
}
