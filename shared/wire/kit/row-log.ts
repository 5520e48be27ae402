import type { Tick } from "../../machine.ts";
import { type BitReader, type BitWriter, bitsFor, CHARACTER_BITS } from "./bits.ts";
import type { BitColumn } from "./row-format.ts";

type Values = Readonly<Record<string, unknown>>;

/** A row as it was received. The same object until one of its columns changes. */
export interface ReceivedRow {
  /** The row's id; of `perSeat`, the seat. */
  readonly id: number;
  /** Continued rows: the tick that it is continued from. Own rows: a tick at which it was so, the first that the server knows. Else 0. */
  readonly at: Tick;
  readonly row: Values;
}

/** Rows of one table, in the order of their ids. The same object until one of them changes. */
export type ReceivedRows = ReadonlyMap<number, ReceivedRow>;

/** A table whose rows travel in the state's list of changes. */
export interface LoggedTable {
  /** In the world. */
  readonly name: string;
  readonly kind: "perSeat" | "rows";
  readonly capacity: number;
  /** Whether rows have the tick that they are continued from. */
  readonly isContinued: boolean;
  readonly columns: readonly BitColumn[];
}

/** What becomes of a table in one patch. */
export interface RowChanges {
  /** Ids of rows that go. */
  readonly removed: readonly number[];
  /** Rows as they are now, of which the table has the ids already. */
  readonly updated: readonly ReceivedRow[];
  /** In the order of their ids; of `rows` tables, ids above all that there were. */
  readonly added: readonly ReceivedRow[];
}

/** Wider columns are mostly small numbers, and are written as counts. */
const MAX_FIXED_BITS = 16;

/**
 * The rows of one table at one end of a connection: the server's copy writes what it goes through, and a client's copy that
 * reads it goes through the same.
 */
export class LogTable {
  readonly table: LoggedTable;
  readonly #idBits: number;
  /** About as many characters as a row takes. */
  readonly #rowLength: number;
  readonly #rows = new Map<number, ReceivedRow>();
  /** Of the rows, in order. */
  #ids: number[] = [];
  #lastId = 0;

  constructor(table: LoggedTable) {
    this.table = table;
    this.#idBits = bitsFor(table.capacity - 1);
    this.#rowLength = table.columns.reduce((sum, { bits }) => sum + Math.min(bits, MAX_FIXED_BITS), 0) / CHARACTER_BITS;
  }

  get wholeLength(): number {
    return this.#rows.size * this.#rowLength;
  }

  /** In the order of their ids. The same map, whatever becomes of the rows. */
  get rows(): ReceivedRows {
    return this.#rows;
  }

  /** Whether changes tell ticks that clients do not have. */
  hasTicks({ updated, added }: RowChanges): boolean {
    const isNew = ({ id, at }: ReceivedRow) => at !== this.#rows.get(id)?.at;
    return this.table.isContinued && (added.length > 0 || updated.some(isNew));
  }

  write(out: BitWriter, tick: Tick, changes: RowChanges): void {
    this.#writeRanks(out, changes.removed);
    this.#remove(changes.removed);
    out.putCount(changes.updated.length);
    for (const row of changes.updated) this.#writeUpdate(out, tick, row);
    this.#writeAdded(out, tick, changes.added);
    this.#put(changes.updated, changes.added);
  }

  read(bits: BitReader, tick: Tick): void {
    this.#remove(this.#readRanks(bits));
    const updated = Array.from({ length: bits.getCount() }, () => this.#readUpdate(bits, tick));
    this.#put(updated, this.#readAdded(bits, tick));
  }

  writeWhole(out: BitWriter, tick: Tick): void {
    const lastId = this.#lastId;
    this.#lastId = 0;
    this.#writeAdded(out, tick, [...this.#rows.values()]);
    if (this.table.kind === "rows") out.putCount(lastId - this.#lastId);
    this.#lastId = lastId;
  }

  readWhole(bits: BitReader, tick: Tick): void {
    this.#remove(this.#ids);
    this.#lastId = 0;
    this.#put([], this.#readAdded(bits, tick));
    if (this.table.kind === "rows") this.#lastId += bits.getCount();
  }

  #remove(ids: readonly number[]): void {
    if (ids.length === 0) return;
    for (const id of ids) this.#rows.delete(id);
    this.#ids = this.#ids.filter((id) => this.#rows.has(id));
  }

  #put(updated: readonly ReceivedRow[], added: readonly ReceivedRow[]): void {
    for (const row of updated) this.#rows.set(row.id, row);
    if (added.length === 0) return;
    // Seats begin in any order.
    const isSorted = (this.#ids.at(-1) ?? -1) < added[0].id;
    for (const row of added) {
      this.#rows.set(row.id, row);
      this.#ids.push(row.id);
    }
    if (isSorted) return;
    const rows = [...this.#rows.values()].sort((a, b) => a.id - b.id);
    this.#rows.clear();
    for (const row of rows) this.#rows.set(row.id, row);
    this.#ids = rows.map(({ id }) => id);
  }

  /** Places of rows among all; if all go, their number alone. */
  #writeRanks(out: BitWriter, ids: readonly number[]): void {
    out.putCount(ids.length);
    if (ids.length < this.#ids.length) for (const id of ids) this.#writeRank(out, id);
  }

  #readRanks(bits: BitReader): readonly number[] {
    const count = bits.getCount();
    return count === this.#ids.length ? this.#ids : Array.from({ length: count }, () => this.#readRank(bits));
  }

  #writeRank(out: BitWriter, id: number): void {
    let [low, high] = [0, this.#ids.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ids[middle] < id) low = middle + 1;
      else high = middle;
    }
    out.put(low, bitsFor(this.#ids.length - 1));
  }

  #readRank = (bits: BitReader): number => this.#ids[bits.get(bitsFor(this.#ids.length - 1))];

  #writeUpdate(out: BitWriter, tick: Tick, { id, at, row }: ReceivedRow): void {
    const before = this.#rows.get(id) as ReceivedRow;
    this.#writeRank(out, id);
    if (this.table.isContinued) {
      out.put(at === before.at ? 1 : 0, 1);
      if (at !== before.at) out.putCount(tick - at);
    }
    for (const column of this.table.columns) {
      const isSame = row[column.name] === before.row[column.name];
      out.put(isSame ? 0 : 1, 1);
      if (!isSame) writeValue(out, column, row);
    }
  }

  #readUpdate(bits: BitReader, tick: Tick): ReceivedRow {
    const id = this.#readRank(bits);
    const before = this.#rows.get(id) as ReceivedRow;
    const at = !this.table.isContinued || bits.get(1) === 1 ? before.at : tick - bits.getCount();
    const row: Record<string, unknown> = { ...before.row };
    for (const column of this.table.columns) if (bits.get(1) === 1) readValue(bits, column, row);
    return { id, at, row };
  }

  #writeAdded(out: BitWriter, tick: Tick, added: readonly ReceivedRow[]): void {
    out.putCount(added.length);
    for (const { id, at, row } of added) {
      if (this.table.kind === "perSeat") out.put(id, this.#idBits);
      else out.putCount(id - this.#lastId - 1);
      this.#lastId = id;
      if (this.table.isContinued) out.putCount(tick - at);
      for (const column of this.table.columns) writeValue(out, column, row);
    }
  }

  #readAdded(bits: BitReader, tick: Tick): readonly ReceivedRow[] {
    return Array.from({ length: bits.getCount() }, () => {
      const id = this.table.kind === "perSeat" ? bits.get(this.#idBits) : this.#lastId + bits.getCount() + 1;
      this.#lastId = id;
      const at = this.table.isContinued ? tick - bits.getCount() : 0;
      const row: Record<string, unknown> = {};
      for (const column of this.table.columns) readValue(bits, column, row);
      return { id, at, row };
    });
  }
}

function writeValue(out: BitWriter, { name, bits, toNumber }: BitColumn, row: Values): void {
  const value = toNumber(row[name]);
  if (bits > MAX_FIXED_BITS) out.putCount(value);
  else out.put(value, bits);
}

function readValue(from: BitReader, { name, bits, toValue }: BitColumn, row: Record<string, unknown>): void {
  row[name] = toValue(bits > MAX_FIXED_BITS ? from.getCount() : from.get(bits));
}
