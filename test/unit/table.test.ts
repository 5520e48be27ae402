import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "../../shared/codec/bytes.ts";
import { Hasher } from "../../shared/math/hash.ts";
import {
  addRow,
  addRowAt,
  createTable,
  hashTable,
  loadTable,
  removeRow,
  saveTable,
  type Table,
} from "../../shared/table.ts";

const COLUMNS = ["x", "y"] as const;
const CAPACITY = 500;
type Rows = Table<(typeof COLUMNS)[number]>;

const hashOf = (table: Rows) => {
  const hasher = new Hasher();
  hashTable(table, hasher);
  return hasher.digest();
};

/** Rows added (a value) and removed (null: the first that lives). */
function play(table: Rows, acts: readonly (number | null)[]): number[] {
  return acts.map((value) => {
    if (value === null) {
      const slot = table.live.indexOf(1);
      if (slot >= 0) removeRow(table, slot);
      return slot;
    }
    const slot = addRow(table);
    if (slot >= 0) table.x[slot] = table.y[slot] = value;
    return slot;
  });
}

const acts = fc.array(fc.option(fc.integer({ min: -1_000, max: 1_000 }), { freq: 5 }), { maxLength: 2 * CAPACITY });

describe("a table", () => {
  it("D3: is the same whether it was allocated at the start or grew", () => {
    fc.assert(
      fc.property(acts, (all) => {
        const small = createTable(CAPACITY, COLUMNS);
        const large = createTable(CAPACITY, COLUMNS, CAPACITY);
        expect(play(small, all)).toEqual(play(large, all));
        expect(hashOf(small)).toBe(hashOf(large));
        const out = new ByteWriter(64);
        saveTable(small, out);
        const loaded = createTable(CAPACITY, COLUMNS);
        loadTable(loaded, new ByteReader(out.finish()));
        expect(hashOf(loaded)).toBe(hashOf(large));
        expect(play(loaded, [7, null, 8])).toEqual(play(large, [7, null, 8]));
      }),
    );
  });

  it("D8: holds its capacity of rows, and no more", () => {
    const table = createTable(100, COLUMNS);
    for (let i = 0; i < 100; i++) expect(addRow(table)).toBe(i);
    expect(addRow(table)).toBe(-1);
    removeRow(table, 42);
    expect(addRow(table)).toBe(42);
    expect(table.x).toHaveLength(100);
  });

  it("takes little memory while it has few rows", () => {
    const table = createTable(100_000, COLUMNS);
    addRow(table);
    expect(table.x.length).toBeLessThan(100);
    for (let i = 0; i < 1_000; i++) addRow(table);
    expect(table.x.length).toBeLessThan(3_000);
  });

  it("has every slot at once if slots are assigned from outside", () => {
    const table = createTable(CAPACITY, COLUMNS, CAPACITY);
    addRowAt(table, CAPACITY - 1);
    expect([table.x[0], table.x[CAPACITY - 1]]).toEqual([0, 0]);
    expect(table.high).toBe(CAPACITY);
  });
});
