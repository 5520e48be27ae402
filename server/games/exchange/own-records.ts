import type { World } from "../../../shared/games/exchange/index.ts";
import { accountOf, freeOf, heldOf } from "../../../shared/games/exchange/ledger/index.ts";
import { upperHalf } from "../../../shared/games/exchange/wire/amounts.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import type { Holders } from "./holders.ts";
import type { OwnRows } from "./own-rows.ts";

/** The last id of each seat's account. */
export function writeAccounts({ ledger, config }: World, holders: Holders, table: RecordTable): void {
  const { lastId } = table.columns;
  for (let seat = 0; seat < config.seats; seat++) {
    const account = accountOf(ledger, holders.holderOf(seat));
    if (account >= 0) {
      if (table.live[seat] === 0) table.open(seat, "");
      table.set(seat, lastId, ledger.accounts.lastId[account]);
    } else if (table.live[seat] === 1) {
      table.close(seat);
      table.clear(seat);
    }
  }
}

/** What each player who is here has, a row for each asset of which there is something. */
export function writeBalances({ ledger, config }: World, holders: Holders, rows: OwnRows, table: RecordTable): void {
  const { asset: assetColumn, free, freeUpper, held, heldUpper } = table.columns;
  rows.begin();
  const written = new Set<number>();
  for (let seat = 0; seat < config.seats; seat++) {
    const player = holders.holderOf(seat);
    const account = player > 0 && !written.has(player) ? accountOf(ledger, player) : -1;
    if (account < 0) continue;
    written.add(player);
    for (let asset = 0; asset < ledger.assets; asset++) {
      const [freeNow, heldNow] = [freeOf(ledger, account, asset), heldOf(ledger, account, asset)];
      if (freeNow === 0 && heldNow === 0) continue;
      const slot = account * ledger.assets + asset;
      rows.put(table, slot, player, asset);
      table.set(slot, assetColumn, asset);
      table.set(slot, free, freeNow);
      table.set(slot, freeUpper, upperHalf(freeNow));
      table.set(slot, held, heldNow);
      table.set(slot, heldUpper, upperHalf(heldNow));
    }
  }
  rows.end(table);
}

/** The open orders. */
export function writeOrders({ ledger, orders }: World, rows: OwnRows, table: RecordTable): void {
  const { id, market, side, price, left, filled } = table.columns;
  rows.begin();
  for (let slot = 0; slot < orders.high; slot++) {
    if (orders.live[slot] === 0) continue;
    rows.put(table, slot, ledger.accounts.player[orders.account[slot]], orders.id[slot]);
    table.set(slot, id, orders.id[slot]);
    table.set(slot, market, orders.market[slot]);
    table.set(slot, side, orders.side[slot]);
    table.set(slot, price, orders.price[slot]);
    table.set(slot, left, orders.left[slot]);
    table.set(slot, filled, orders.filled[slot]);
  }
  rows.end(table);
}

/** Who sells and leads in auctions: two rows for each auction. */
export function writeParts({ ledger, auctions: { open } }: World, rows: OwnRows, table: RecordTable): void {
  const { auction, limit } = table.columns;
  const put = (row: number, account: number, number: number, most: number) => {
    rows.put(table, row, ledger.accounts.player[account], number);
    table.set(row, auction, number);
    table.set(row, limit, most);
  };
  rows.begin();
  for (let slot = 0; slot < open.high; slot++) {
    if (open.live[slot] === 0) continue;
    put(2 * slot, open.seller[slot], open.number[slot], 0);
    if (open.price[slot] > 0) put(2 * slot + 1, open.leader[slot], open.number[slot], open.limit[slot]);
  }
  rows.end(table);
}
