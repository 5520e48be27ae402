import type { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import type { Hasher } from "../../math/hash.ts";

/** The newest rows of several series: whole numbers from 0, a fixed number of fields to a row. */
export interface Rings {
  readonly fields: number;
  /** Rows kept of each series. */
  readonly length: number;
  /** By series: rows ever begun. */
  readonly begun: Float64Array;
  readonly rows: Float64Array;
}

export function createRings(series: number, length: number, fields: number): Rings {
  return { fields, length, begun: new Float64Array(series), rows: new Float64Array(series * length * fields) };
}

/** Offset of a row in `rows`. @param age 0: the newest */
export function rowAt({ fields, length, begun }: Rings, series: number, age: number): number {
  return (series * length + ((begun[series] - 1 - age) % length)) * fields;
}

/** Begins a row in place of the oldest. Returns its offset in `rows`; the caller sets all of its fields. */
export function beginRow(rings: Rings, series: number): number {
  rings.begun[series]++;
  return rowAt(rings, series, 0);
}

/** Number of rows there are of a series. */
export function rowCount({ length, begun }: Rings, series: number): number {
  return Math.min(begun[series], length);
}

export function hashRings({ begun, rows }: Rings, hasher: Hasher): void {
  hasher.sparse(begun).sparse(rows);
}

export function saveRings(rings: Rings, out: ByteWriter): void {
  const { fields, begun, rows } = rings;
  for (let series = 0; series < begun.length; series++) {
    out.varint(begun[series]);
    for (let age = rowCount(rings, series) - 1; age >= 0; age--) {
      const at = rowAt(rings, series, age);
      for (let i = 0; i < fields; i++) out.varint(rows[at + i]);
    }
  }
}

/** Fills empty rings. */
export function loadRings(rings: Rings, from: ByteReader): void {
  const { fields, begun, rows } = rings;
  for (let series = 0; series < begun.length; series++) {
    begun[series] = from.varint();
    for (let age = rowCount(rings, series) - 1; age >= 0; age--) {
      const at = rowAt(rings, series, age);
      for (let i = 0; i < fields; i++) rows[at + i] = from.varint();
    }
  }
}
