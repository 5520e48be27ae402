import { leastBid } from "../../../shared/games/exchange/auctions.ts";
import { itemAsset, levelAt, NAMED, SIDE, TRADE, type World } from "../../../shared/games/exchange/index.ts";
import { freeOf } from "../../../shared/games/exchange/ledger/index.ts";
import { rowAt } from "../../../shared/games/exchange/rings.ts";
import { upperHalf } from "../../../shared/games/exchange/wire/amounts.ts";
import { bookChecksum, type Level, levelsFrom, SHOWN_LEVELS } from "../../../shared/games/exchange/wire/book.ts";
import type { RecordTable } from "../../replication/record-table.ts";

/** A side's shown levels, the best first. */
export function shownLevels({ data }: World, market: number, side: number): Level[] {
  const shown: Level[] = [];
  for (let i = 0; i < SHOWN_LEVELS; i++) {
    const at = levelAt(market, side, i);
    if (data.levels[at] === 0) break;
    shown.push({ price: data.levels[at], quantity: data.levels[at + 1] });
  }
  return shown;
}

export function writeMarkets(world: World, markets: RecordTable, levels: RecordTable): void {
  const { price, quantity, quantityUpper, trades, checksum } = markets.columns;
  const { lastPrice, tape } = world.data;
  for (let market = 0; market < lastPrice.length; market++) {
    if (markets.live[market] === 0) markets.open(market, `${market}`);
    const begun = tape.begun[market];
    const traded = begun === 0 ? 0 : tape.rows[rowAt(tape, market, 0) + TRADE.quantity];
    markets.set(market, price, lastPrice[market]);
    markets.set(market, quantity, traded);
    markets.set(market, quantityUpper, upperHalf(traded));
    markets.set(market, trades, begun % 256);
    const [buys, sells] = [shownLevels(world, market, SIDE.buy), shownLevels(world, market, SIDE.sell)];
    markets.set(market, checksum, bookChecksum(buys, sells));
    writeSide(levels, levelsFrom(market, SIDE.buy), buys);
    writeSide(levels, levelsFrom(market, SIDE.sell), sells);
  }
}

/** A price keeps its row while it is shown, so that a level that comes or goes moves no other. */
function writeSide(table: RecordTable, from: number, shown: readonly Level[]): void {
  const { price, quantity, quantityUpper } = table.columns;
  const rows = Array.from({ length: SHOWN_LEVELS }, (_, i) => from + i);
  const rowOf = new Map<number, number>();
  for (const row of rows) if (table.live[row] === 1) rowOf.set(table.number(row, price), row);
  const kept = new Set(shown.flatMap((level) => rowOf.get(level.price) ?? []));
  const others = rows.filter((row) => !kept.has(row));
  for (const level of shown) {
    const row = rowOf.get(level.price) ?? (others.shift() as number);
    if (table.live[row] === 0) table.open(row, `${row}`);
    table.set(row, price, level.price);
    table.set(row, quantity, level.quantity);
    table.set(row, quantityUpper, upperHalf(level.quantity));
  }
  for (const row of others) if (table.live[row] === 1) table.close(row);
}

export function writeAuctions({ auctions }: World, table: RecordTable): void {
  const { open } = auctions;
  const { number, asset, quantity, price, least, endBatch } = table.columns;
  for (let slot = 0; slot < open.high; slot++) {
    if (open.live[slot] === 0) {
      if (table.live[slot] === 1) table.close(slot);
      continue;
    }
    if (table.live[slot] === 0) table.open(slot, `${slot}`);
    table.set(slot, number, open.number[slot]);
    table.set(slot, asset, open.asset[slot]);
    table.set(slot, quantity, open.quantity[slot]);
    table.set(slot, price, open.price[slot]);
    table.set(slot, least, leastBid(auctions, slot));
    table.set(slot, endBatch, open.endBatch[slot]);
  }
}

export function writeStock({ config, ledger }: World, table: RecordTable): void {
  const { quantity, quantityUpper } = table.columns;
  for (let item = 0; item < config.items.length; item++) {
    const stock = freeOf(ledger, NAMED.shop, itemAsset(config, item));
    if (table.live[item] === 0) table.open(item, `${item}`);
    table.set(item, quantity, stock);
    table.set(item, quantityUpper, upperHalf(stock));
  }
}
