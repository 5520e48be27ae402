import { BATCH_TICKS, type Event, EXCHANGE_BOUNDS, type World } from "../../../shared/games/exchange/index.ts";
import { levelsFrom } from "../../../shared/games/exchange/wire/book.ts";
import { ExchangeState } from "../../../shared/games/exchange/wire/state.ts";
import type { Recipients } from "../../replication/event-dispatcher.ts";
import type { RecordTable } from "../../replication/record-table.ts";
import { type MapRules, Replica } from "../../replication/replica.ts";
import type { Projection } from "../../runtime/room-definition.ts";
import { Holders } from "./holders.ts";
import { writeAccounts, writeBalances, writeOrders, writeParts } from "./own-records.ts";
import { OwnRows } from "./own-rows.ts";
import { writeAuctions, writeMarkets, writeStock } from "./public-records.ts";
import { recipientsOf } from "./recipients.ts";

/** Rows in the order of the state's maps. */
const MAP = { markets: 0, levels: 1, stock: 2, auctions: 3, parts: 4, orders: 5, balances: 6 } as const;
type MapName = keyof typeof MAP;
type OwnMap = "parts" | "orders" | "balances";

/** Projects the exchange to its replica: what is public, to everyone at ends of batches; each account, to its player. */
export class ExchangeProjection implements Projection<Event> {
  readonly replica: Replica;
  readonly halfWidthPx = 1;
  readonly #world: World;
  readonly #holders: Holders;
  readonly #own: { readonly [M in OwnMap]: OwnRows };
  #first = true;

  constructor(world: World) {
    this.#world = world;
    const { config, changed, ledger } = world;
    this.#holders = new Holders(config.seats);
    const owned = (capacity: number) => new OwnRows(capacity, this.#holders);
    this.#own = {
      parts: owned(2 * EXCHANGE_BOUNDS.auctions),
      orders: owned(config.orders),
      balances: owned(ledger.accounts.capacity * ledger.assets),
    };
    this.replica = new Replica(ExchangeState, {
      seats: config.seats,
      ownerOf: (seat) => this.#holders.epochOf(seat),
      maps: {
        markets: this.#everyones("markets", changed.length),
        levels: this.#everyones("levels", levelsFrom(changed.length, 0)),
        stock: this.#everyones("stock", config.items.length),
        auctions: this.#everyones("auctions", EXCHANGE_BOUNDS.auctions),
        parts: this.#owners("parts", 2 * EXCHANGE_BOUNDS.auctions),
        orders: this.#owners("orders", config.orders),
        balances: this.#owners("balances", ledger.accounts.capacity * ledger.assets),
      },
    });
  }

  #everyones(map: MapName, capacity: number): MapRules {
    return { capacity, interest: { by: "company", everyone: () => liveRows(this.#table(map)) } };
  }

  #owners(map: OwnMap, capacity: number): MapRules {
    const owned = (seat: number, epoch: number) => this.#own[map].owned(seat, epoch);
    return { capacity, interest: { by: "company", everyone: () => [], owned } };
  }

  #table(map: MapName): RecordTable {
    return this.replica.maps[MAP[map]].table;
  }

  eye(): void {}

  concern(event: Event, out: Recipients): void {
    recipientsOf(event, this.#world, out);
  }

  write(): void {
    const { tick } = this.#world;
    const endsBatch = tick % BATCH_TICKS === 0;
    if (endsBatch || this.#first) this.#writeMarkets(Math.floor(tick / BATCH_TICKS));
    // Within a batch these may have changed already; the next end shows them.
    if (endsBatch) {
      writeAuctions(this.#world, this.#table("auctions"));
      writeStock(this.#world, this.#table("stock"));
    }
    this.#first = false;
    this.#writeOwn();
  }

  #writeMarkets(batch: number): void {
    const { root } = this.replica;
    root.set(0, root.columns.batch, batch);
    writeMarkets(this.#world, this.#table("markets"), this.#table("levels"));
  }

  #writeOwn(): void {
    const { parts, orders, balances } = this.#own;
    this.#holders.write(this.#world);
    writeAccounts(this.#world, this.#holders, this.replica.own as RecordTable);
    writeParts(this.#world, parts, this.#table("parts"));
    writeOrders(this.#world, orders, this.#table("orders"));
    writeBalances(this.#world, this.#holders, balances, this.#table("balances"));
  }
}

function liveRows(table: RecordTable): readonly number[] {
  const rows: number[] = [];
  for (let slot = 0; slot < table.high; slot++) if (table.live[slot] === 1) rows.push(slot);
  return rows;
}
