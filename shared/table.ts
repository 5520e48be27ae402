import type { ByteReader, ByteWriter } from "./codec/bytes.ts";
import { CodecError } from "./machine.ts";
import type { Hasher } from "./math/hash.ts";

interface TableBase {
  /** Most rows. */
  readonly capacity: number;
  readonly columns: readonly string[];
  /** Slots from here on were never used. Iterate `0 … high − 1` and test `live`. */
  high: number;
  count: number;
  /** 1 where a row lives. Its length is the room for now; all arrays are replaced by longer ones as rows are added. */
  live: Uint8Array;
  /** Released slots, the last one is reused first. Part of the world, because it decides the next slot. Unused by {@link addRowAt}. */
  free: Int32Array;
  freeCount: number;
}

/** Rows of int32 in columns: `table.x[slot]`. A column in the list is saved, loaded and hashed by itself. */
export type Table<Column extends string> = TableBase & { readonly [C in Column]: Int32Array };

/** Initial room, in rows. */
const FIRST_ROWS = 16;

/** @param rows initial room: all rows, where the caller chooses the slots */
export function createTable<Column extends string>(
  capacity: number,
  columns: readonly Column[],
  rows: number = Math.min(FIRST_ROWS, capacity),
): Table<Column> {
  const base: TableBase = {
    capacity,
    columns,
    high: 0,
    count: 0,
    live: new Uint8Array(rows),
    free: new Int32Array(rows),
    freeCount: 0,
  };
  const data = Object.fromEntries(columns.map((name) => [name, new Int32Array(rows)]));
  return Object.assign(base, data) as Table<Column>;
}

type AnyTable = TableBase & { [column: string]: Int32Array };

/** A longer array with the same numbers, then zeros. */
export function growArray<Numbers extends Int32Array | Uint8Array | Float64Array>(
  from: Numbers,
  length: number,
): Numbers {
  const to = new (from.constructor as new (length: number) => Numbers)(length);
  to.set(from);
  return to;
}

/** Makes room for at least so many rows, and doubles it, so that this is rare. */
function makeRoom(table: TableBase, rows: number): void {
  if (rows <= table.live.length) return;
  const room = Math.min(table.capacity, Math.max(rows, 2 * table.live.length));
  table.live = growArray(table.live, room);
  table.free = growArray(table.free, room);
  for (const name of table.columns) (table as AnyTable)[name] = growArray((table as AnyTable)[name], room);
}

/** Creates the row at a slot that the caller chooses, such as a seat. A table uses either this or {@link addRow}. */
export function addRowAt(table: TableBase, slot: number): void {
  table.live[slot] = 1;
  table.count++;
  table.high = Math.max(table.high, slot + 1);
}

/** Removes a row made by {@link addRowAt}. */
export function removeRowAt(table: TableBase, slot: number): void {
  table.live[slot] = 0;
  table.count--;
  zeroRow(table, slot);
}

/** Adds a row of zeros. Returns its slot, or −1 when the table is full. */
export function addRow(table: TableBase): number {
  if (table.count === table.capacity) return -1;
  if (table.freeCount === 0) makeRoom(table, table.high + 1);
  const slot = table.freeCount > 0 ? table.free[--table.freeCount] : table.high++;
  table.live[slot] = 1;
  table.count++;
  return slot;
}

/** Removes a row and zeroes it, so that equal worlds have equal bytes. */
export function removeRow(table: TableBase, slot: number): void {
  table.live[slot] = 0;
  table.count--;
  table.free[table.freeCount++] = slot;
  zeroRow(table, slot);
}

function zeroRow(table: TableBase, slot: number): void {
  for (const name of table.columns) (table as AnyTable)[name][slot] = 0;
}

export function clearTable(table: TableBase): void {
  for (const name of table.columns) (table as AnyTable)[name].fill(0);
  table.live.fill(0);
  table.free.fill(0);
  table.high = table.count = table.freeCount = 0;
}

export function hashTable(table: TableBase, hasher: Hasher): void {
  hasher.word(table.high).word(table.freeCount).words(table.free, table.freeCount);
  hasher.bytes(table.live.subarray(0, table.high));
  for (const name of table.columns) hasher.words((table as AnyTable)[name], table.high);
}

/** Writes live rows column by column; all others are zero. */
export function saveTable(table: TableBase, out: ByteWriter): void {
  out.varint(table.high).varint(table.freeCount);
  for (let i = 0; i < table.freeCount; i++) out.signed(table.free[i]);
  out.bytes(table.live.subarray(0, table.high));
  for (const name of table.columns) out.liveInt32s((table as AnyTable)[name], table.live, table.high);
}

/** Fills an empty table. Throws {@link CodecError} if the bytes do not fit. */
export function loadTable(table: TableBase, from: ByteReader): void {
  const high = from.varint();
  const freeCount = from.varint();
  if (high > table.capacity || freeCount > high) throw new CodecError("table larger than its capacity");
  makeRoom(table, high);
  for (let i = 0; i < freeCount; i++) table.free[i] = from.signed32();
  table.live.set(from.bytes(high));
  table.high = high;
  table.freeCount = freeCount;
  table.count = countRows(table);
  for (const name of table.columns) {
    const column = (table as AnyTable)[name];
    for (let i = 0; i < high; i++) if (table.live[i]) column[i] = from.signed32();
  }
}

function countRows(table: TableBase): number {
  let count = 0;
  for (let i = 0; i < table.high; i++) {
    if (table.live[i] > 1) throw new CodecError(`row ${i} is neither live nor free`);
    count += table.live[i];
  }
  const free = new Set(table.free.subarray(0, table.freeCount));
  for (const slot of free)
    if (slot < 0 || slot >= table.high || table.live[slot]) throw new CodecError(`slot ${slot} is not free`);
  if (free.size !== table.freeCount || (free.size > 0 && free.size !== table.high - count))
    throw new CodecError("free slots do not add up");
  return count;
}
