import type { ByteReader } from "../../codec/bytes.ts";
import { CodecError } from "../../machine.ts";
import type { SpecOf } from "./field.ts";
import { Misfit, type Plan, type Planner, sameKind, shown } from "./plan.ts";
import { Columns } from "./record.ts";
import { LAST_ID, type Row, Rows } from "./row-list.ts";

type Values = Record<string, unknown>;
type Table = Rows<Values>;

/**
 * The rows of a table: the newest id, the number of slots, each slot's id (0: free) with its columns, then the free slots
 * in the order of their release, so that the next row of a loaded world goes where it would have gone.
 */
export function rowsPlan(spec: SpecOf<"rows">, path: string, planner: Planner): Plan<Table> {
  const { capacity } = spec;
  const columns = new Columns(spec.fields, path, planner);
  const { names } = columns;
  const blank = (id: number, slot: number) => {
    const row: Values = { id, slot };
    columns.fill(row);
    return Object.seal(row) as Row<Values>;
  };
  const initial = () => new Rows<Values>(capacity, names, blank);
  const checkTable = (value: unknown) => {
    if (!(value instanceof Rows)) throw new TypeError(`${path}: ${shown(value)} is no table of rows`);
    if (value.slots.length > capacity)
      throw new RangeError(`${path}: ${value.slots.length} slots, more than ${capacity}`);
    for (const [slot, row] of value.slots.entries())
      if (row !== null && row.slot !== slot)
        throw new RangeError(`${path}: slot ${slot} holds the row of slot ${row.slot}`);
  };
  return {
    path,
    spec,
    parts: columns.plans,
    initial,
    check(value) {
      checkTable(value);
      for (const row of value as Table) columns.check(row);
    },
    write(out, table) {
      checkTable(table);
      const { slots, free, lastId } = table;
      out.varint(lastId).varint(slots.length);
      for (const row of slots) {
        out.varint(row === null ? 0 : row.id);
        if (row !== null) columns.write(out, row);
      }
      for (const slot of free) out.varint(slot);
    },
    read(from) {
      const table = initial();
      table.lastId = from.varint();
      const count = from.varint();
      if (table.lastId > LAST_ID) throw new CodecError(`${path}: no row has id ${table.lastId}`);
      if (count > capacity) throw new CodecError(`${path}: ${count} slots, more than ${capacity}`);
      for (let slot = 0; slot < count; slot++) {
        const id = from.varint();
        const row: Values = { id, slot };
        if (id > 0) columns.read(from, row);
        table.slots.push(id > 0 ? (Object.seal(row) as Row<Values>) : null);
      }
      readFree(table, from, path);
      checkIds(table, path);
      return table;
    },
    carry(value, from) {
      sameKind({ path, spec }, from);
      const { slots, free, lastId } = value as Table;
      if (slots.length > capacity) throw new Misfit(`${path}: ${slots.length} slots, more than ${capacity}`);
      const table = initial();
      table.lastId = lastId;
      table.free.push(...free);
      for (const row of slots) {
        const to = row === null ? null : blank(row.id, row.slot);
        if (row !== null && to !== null) columns.carry(to, row, from);
        table.slots.push(to);
      }
      return table;
    },
  };
}

function readFree({ slots, free }: Table, from: ByteReader, path: string): void {
  const left = new Set<number>();
  for (const [slot, row] of slots.entries()) if (row === null) left.add(slot);
  while (left.size > 0) {
    const slot = from.varint();
    if (!left.delete(slot)) throw new CodecError(`${path}: slot ${slot} is not free`);
    free.push(slot);
  }
}

function checkIds({ slots, lastId }: Table, path: string): void {
  const ids = new Set<number>();
  for (const row of slots) {
    if (row === null) continue;
    if (row.id > lastId || ids.has(row.id)) throw new CodecError(`${path}: no row can have id ${row.id}`);
    ids.add(row.id);
  }
}
