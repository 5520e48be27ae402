import type { AnyRules, AnyWorld } from "../../shared/kit/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { LoggedTable, WireTable } from "../../shared/wire/kit/index.ts";

/** A row of a table as clients receive it. */
export interface SentRow {
  readonly columns: Readonly<Record<string, unknown>>;
  /** Its key in the map: its id, or its seat in `perSeat` tables. */
  readonly key: number;
  /** The seat whose holder receives it, and their number; of rows for everyone −1 and 0. */
  readonly seat: number;
  readonly holder: number;
  /** When it was published, if it is continued. */
  readonly at: Tick;
}

/** Reads the rows of a table for one map of the state, by slot; null: there is none, or nobody receives it. */
export type RowReader = (world: AnyWorld, slot: number) => SentRow | null;

type Columns = Readonly<Record<string, unknown>>;

/** The row at a slot of the world itself. */
export function rowAt(world: AnyWorld, table: string, slot: number): Columns | null {
  const rows = world[table] as readonly Columns[] | { readonly slots: readonly (Columns | null)[] };
  return ("slots" in rows ? rows.slots[slot] : rows[slot]) ?? null;
}

/** How many slots of a table are in use. */
export function slotsOf(world: AnyWorld, table: string): number {
  const rows = world[table] as readonly Columns[] | { readonly slots: readonly unknown[] };
  return "slots" in rows ? rows.slots.length : rows.length;
}

export function rowReader(rules: AnyRules, table: WireTable): RowReader {
  return table.isOwn ? ownRows(table) : publicRows(rules, table);
}

/** Rows for everyone. */
export function publicRows(rules: AnyRules, table: LoggedTable | WireTable): RowReader {
  return table.isContinued ? publishedRows(rules, table) : liveRows(table);
}

function liveRows({ name }: LoggedTable | WireTable): RowReader {
  return (world, slot) => {
    const columns = rowAt(world, name, slot);
    return columns && { columns, key: keyOf(columns, slot), seat: -1, holder: 0, at: 0 };
  };
}

/** Rows of a continued table as they were published, not as they are. */
function publishedRows(rules: AnyRules, { name, kind }: LoggedTable | WireTable): RowReader {
  return (world, slot) => {
    const published = rules.publishedRows(world, name)[slot] ?? null;
    if (published === null) return null;
    const { id, at, row: columns } = published;
    return { columns, key: kind === "perSeat" ? slot : id, seat: -1, holder: 0, at };
  };
}

/** Rows for the holders of their seats; those of empty seats go to nobody. */
function ownRows({ name, kind }: WireTable): RowReader {
  return (world, slot) => {
    const columns = rowAt(world, name, slot);
    if (columns === null) return null;
    const seat = kind === "perSeat" ? slot : (columns.seat as number);
    const holder = holderOf(world, seat);
    return holder === null ? null : { columns, key: keyOf(columns, slot), seat, holder, at: 0 };
  };
}

const keyOf = (columns: Columns, slot: number) => (columns.id as number | undefined) ?? slot;

/** The number of a seat's holder; null: the seat is empty, or none. */
export function holderOf({ seats, hidden }: AnyWorld, seat: number): number | null {
  return (seats[seat] ?? "empty") === "empty" ? null : hidden.holders[seat];
}
