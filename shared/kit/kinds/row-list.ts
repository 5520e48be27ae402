import { copyData } from "./data.ts";

/** A row of a table: its columns, and where it is. */
export type Row<Columns> = Columns & {
  /** From 1; never used again in this match. */
  readonly id: number;
  readonly slot: number;
};

type AnyRow = Row<Record<string, unknown>>;

export const LAST_ID = 0xffff_ffff;

/** Rows that come and go. A row keeps its slot and its id for as long as it is here; iteration is by slot. */
export class Rows<Columns> {
  readonly capacity: number;
  /** Rows by slot; null where there is none. */
  readonly slots: (Row<Columns> | null)[] = [];
  /** Slots to use again, last released first. */
  readonly free: number[] = [];
  /** Of the newest row; 0: there was none. */
  lastId = 0;
  readonly #blank: (id: number, slot: number) => Row<Columns>;
  readonly #names: readonly string[];

  constructor(capacity: number, names: readonly string[], blank: (id: number, slot: number) => Row<Columns>) {
    this.capacity = capacity;
    this.#names = names;
    this.#blank = blank;
  }

  get count(): number {
    return this.slots.length - this.free.length;
  }

  /** Adds a row; columns that are not given start as in an empty world. null: the table is full. */
  add(values: Partial<Columns>): Row<Columns> | null {
    if (this.free.length === 0 && this.slots.length === this.capacity) return null;
    if (this.lastId === LAST_ID) throw new RangeError(`row ${LAST_ID} was the last`);
    const slot = this.free.pop() ?? this.slots.length;
    const row = this.#blank(++this.lastId, slot);
    const [to, from] = [row as AnyRow, values as Record<string, unknown>];
    for (const name of this.#names) if (from[name] !== undefined) to[name] = copyData(from[name]);
    this.slots[slot] = row;
    return row;
  }

  /** Removes a row. Returns false when it was removed before. */
  remove(row: Row<Columns>): boolean {
    const { slot } = row;
    if (this.slots[slot] !== row) return false;
    this.slots[slot] = null;
    this.free.push(slot);
    return true;
  }

  /** The row with an id; null: it is gone, or never was. */
  find(id: number): Row<Columns> | null {
    return this.slots.find((row) => row?.id === id) ?? null;
  }

  clear(): void {
    for (const row of this) this.remove(row);
  }

  *[Symbol.iterator](): Generator<Row<Columns>, void, undefined> {
    // Rows that are added meanwhile are visited too, where their slot is still to come.
    for (let slot = 0; slot < this.slots.length; slot++) {
      const row = this.slots[slot];
      if (row !== null) yield row;
    }
  }
}
