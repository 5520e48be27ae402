import { ByteReader, ByteWriter } from "./bytes.ts";
import { type Codec, CodecError } from "./codec.ts";

/** The codec of one field of a record. `read` checks the range. */
export interface Field<T> {
  write(out: ByteWriter, value: T): void;
  read(from: ByteReader): T;
}

/** A whole number from `low` to `high`: a varint counted from `low`, or zigzag if `low` is below −1. */
export function integer(low: number, high: number): Field<number> {
  const zigzag = low < -1;
  return {
    write: (out, value) => (zigzag ? out.signed(value) : out.varint(value - low)),
    read(from) {
      const value = zigzag ? from.signed() : from.varint() + low;
      if (value < low || value > high) throw new CodecError(`${value} is not from ${low} to ${high}`);
      return value;
    },
  };
}

export const UINT8: Field<number> = integer(0, 0xff);
export const UINT16: Field<number> = integer(0, 0xffff);
export const INT16: Field<number> = integer(-0x8000, 0x7fff);
export const UINT32: Field<number> = integer(0, 0xffffffff);

export function text(maxBytes: number): Field<string> {
  return { write: (out, value) => out.text(value), read: (from) => from.text(maxBytes) };
}

/** One row for each type: its code, and its fields in the order of the bytes. */
export type UnionRows<U extends { readonly type: string }> = {
  readonly [T in U["type"]]: {
    readonly code: number;
    readonly fields: {
      readonly [K in Exclude<keyof Extract<U, { type: T }>, "type">]: Field<Extract<U, { type: T }>[K]>;
    };
  };
};

interface AnyRow {
  readonly type: string;
  readonly code: number;
  readonly names: readonly string[];
  readonly fields: readonly Field<unknown>[];
}

/** The codec of a union of flat records: a u8 code, then the fields. A type or field without a row is a compile error. */
export function unionCodec<U extends { readonly type: string }>(rows: UnionRows<U>): Codec<U> {
  const byType = new Map<string, AnyRow>();
  const byCode = new Map<number, AnyRow>();
  for (const [type, { code, fields }] of Object.entries<UnionRows<{ type: string }>[string]>(rows)) {
    const row: AnyRow = { type, code, names: Object.keys(fields), fields: Object.values<Field<unknown>>(fields) };
    if (byCode.has(code)) throw new Error(`code ${code} belongs to ${byCode.get(code)?.type} and ${type}`);
    byType.set(type, row);
    byCode.set(code, row);
  }
  const write = (out: ByteWriter, value: U) => {
    const row = byType.get(value.type);
    if (row === undefined) throw new Error(`no row for ${value.type}`);
    out.u8(row.code);
    const { names, fields } = row;
    for (let i = 0; i < fields.length; i++) fields[i].write(out, (value as Record<string, unknown>)[names[i]]);
  };
  const encoded = new ByteWriter(64);
  return {
    write,
    encode(value) {
      write(encoded.reset(), value);
      return encoded.finish();
    },
    decode(bytes) {
      const from = new ByteReader(bytes);
      const code = from.u8();
      const row = byCode.get(code);
      if (row === undefined) throw new CodecError(`no record has code ${code}`);
      const value: Record<string, unknown> = { type: row.type };
      for (const [i, name] of row.names.entries()) value[name] = row.fields[i].read(from);
      from.expectEnd();
      return value as U;
    },
  };
}
