import { type SchemaType, schema, t } from "@colyseus/schema";

/** Schema classes of the exchange. Objects that are new to a client come without fields that are 0, see `applyDefaults`. */
const amount = () => t.number().default(0);

export const MarketState = schema(
  {
    /** Price of the newest trade, or, without one, of the configuration. */
    price: amount(),
    /** Quantity of the newest trade, see `amountOf`. */
    quantity: amount(),
    quantityUpper: amount(),
    /** Number of trades so far, modulo 256: a change is a new trade, in the state's batch. */
    trades: t.uint8().default(0),
    /** Of the shown levels, see `bookChecksum`. */
    checksum: t.uint32().default(0),
  },
  "MarketState",
);
export type MarketState = SchemaType<typeof MarketState>;

/** A level of a book. Market and side follow from its key, see `levelsFrom`; clients sort by price. */
export const LevelState = schema({ price: amount(), quantity: amount(), quantityUpper: amount() }, "LevelState");
export type LevelState = SchemaType<typeof LevelState>;

export const AuctionState = schema(
  {
    number: amount(),
    asset: t.uint8().default(0),
    quantity: amount(),
    /** What the leader would pay, credits; 0: nobody has bid. */
    price: amount(),
    /** The least bid that is accepted, credits. */
    least: amount(),
    endBatch: amount(),
  },
  "AuctionState",
);
export type AuctionState = SchemaType<typeof AuctionState>;

export const StockState = schema({ quantity: amount(), quantityUpper: amount() }, "StockState");
export type StockState = SchemaType<typeof StockState>;

/** The player's own account. */
export const AccountState = schema(
  {
    /** The last id of a request: the next must be above it. */
    lastId: amount(),
  },
  "AccountState",
);
export type AccountState = SchemaType<typeof AccountState>;

/** What the player has of an asset: to spend, and on hold. */
export const BalanceState = schema(
  { asset: t.uint8().default(0), free: amount(), freeUpper: amount(), held: amount(), heldUpper: amount() },
  "BalanceState",
);
export type BalanceState = SchemaType<typeof BalanceState>;

export const OrderState = schema(
  {
    id: amount(),
    market: t.uint8().default(0),
    /** A value of `SIDE`. */
    side: t.uint8().default(0),
    price: amount(),
    left: amount(),
    filled: amount(),
  },
  "OrderState",
);
export type OrderState = SchemaType<typeof OrderState>;

/** An auction in which the player sells, or leads. */
export const PartState = schema(
  {
    auction: amount(),
    /** The leader's highest bid, credits; 0: the player sells. */
    limit: amount(),
  },
  "PartState",
);
export type PartState = SchemaType<typeof PartState>;

/**
 * Keys: markets and stock by number of market and item, levels see `levelsFrom`, the others by row. What is public changes at
 * ends of batches only. `account` and the maps after it are the player's own.
 */
export const ExchangeState = schema(
  {
    /** Number of the batch whose end is shown. */
    batch: amount(),
    /** See `EventsReader`. */
    events: t.string().default(""),
    markets: t.map(MarketState),
    levels: t.map(LevelState),
    auctions: t.map(AuctionState),
    stock: t.map(StockState),
    account: AccountState,
    balances: t.map(BalanceState),
    orders: t.map(OrderState),
    parts: t.map(PartState),
  },
  "ExchangeState",
);
export type ExchangeState = SchemaType<typeof ExchangeState>;
