import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "../../../shared/codec/bytes.ts";
import { EXCHANGE_BOUNDS, exchange, exchangeConfig } from "../../../shared/games/exchange/index.ts";
import { openAccount } from "../../../shared/games/exchange/ledger/index.ts";
import { beginRow, createRings, loadRings, rowAt, rowCount, saveRings } from "../../../shared/games/exchange/rings.ts";
import { fitAccounts } from "../../../shared/games/exchange/world.ts";
import { JOURNAL_LIMITS } from "../../../shared/journal/limits.ts";
import { addRow } from "../../../shared/table.ts";

/** A list of names. */
const named = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `thing ${i}`, price: 1_000_000 }));

describe("the largest exchange", () => {
  it("fits a journal's record", () => {
    const config = exchangeConfig({
      ...{ seats: 4_000, accounts: 8_000, orders: 32_768, ordersPerAccount: 64 },
      ...{ stations: named(8).map(({ name }) => name), ores: named(8), items: named(EXCHANGE_BOUNDS.items) },
    });
    const world = exchange.create(1, config);
    const { ledger, orders, data, auctions } = world;
    const { accounts, assets } = ledger;
    while (openAccount(ledger, 1_000_000_000 + accounts.count) >= 0);
    fitAccounts(world);
    // As much of everything as there can be, evenly; of very uneven amounts most are short.
    ledger.free.fill(Math.floor(Number.MAX_SAFE_INTEGER / accounts.count));
    ledger.issued.fill(Number.MAX_SAFE_INTEGER);
    ledger.held.fill(1_000_000_000_000, 0, config.orders);
    world.answers.fill(0x7fffffff);
    for (const table of [orders, auctions.open]) {
      while (addRow(table) >= 0);
      for (const column of table.columns) (table as unknown as Record<string, Int32Array>)[column].fill(0x7fffffff);
    }
    data.levels.fill(32_768_000_000);
    for (const rings of [data.tape, ...data.candles]) {
      rings.begun.fill(1_000_000_000);
      rings.rows.fill(1_000_000_000_000);
    }
    expect(assets).toBe(1 + EXCHANGE_BOUNDS.markets + EXCHANGE_BOUNDS.items);
    expect(exchange.save(world).length).toBeLessThan(JOURNAL_LIMITS.recordBytes);
  });
});

describe("rings", () => {
  it("keep the newest rows of each series, and are saved as they are", () => {
    const rings = createRings(2, 3, 2);
    const row = (value: number) => {
      const at = beginRow(rings, 1);
      rings.rows.fill(value, at, at + 2);
    };
    const values = (of: typeof rings) =>
      Array.from({ length: rowCount(of, 1) }, (_, age) => of.rows[rowAt(of, 1, age)]);
    expect(values(rings)).toEqual([]);
    for (const value of [1, 2]) row(value);
    expect(values(rings)).toEqual([2, 1]);
    for (const value of [3, 4, 5]) row(value);
    expect([values(rings), rowCount(rings, 0)]).toEqual([[5, 4, 3], 0]);
    const out = new ByteWriter();
    saveRings(rings, out);
    const again = createRings(2, 3, 2);
    loadRings(again, new ByteReader(out.finish()));
    expect(again).toEqual(rings);
  });
});
