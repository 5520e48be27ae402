/** Bounds of the exchange's world (D8). They are part of the rules: a change requires a new version of the machine. */
export const EXCHANGE_BOUNDS = {
  /** Stations times ores. */
  markets: 64,
  /** Credits per unit, and units of an order. Their product stays far below 2^53. */
  price: 1_000_000,
  quantity: 1_000_000,
  /** Price levels published of each side of a book, best first. */
  levels: 20,
  /** Trades on the tape of a market, one a batch at most. */
  tape: 64,
  /** Answers remembered for each account, so that a repeated request gets the same one. */
  answers: 16,
  /** Open auctions: of all, and of one account. */
  auctions: 1_024,
  auctionsPerAccount: 8,
  /** The highest bid, credits. */
  bid: 1_000_000_000,
  /** Length of an auction, batches: a minute to a week. */
  auctionBatches: [240, 2_419_200],
  /** An accepted bid leaves at least this to bid again, batches: 30 s. It can put the end off by this in all: 30 min. */
  auctionRestBatches: 120,
  auctionDelayBatches: 7_200,
  /** Kinds of things that the shop and auctions sell. */
  items: 64,
  /** Highest id of a request. */
  id: 0x7fffffff,
  /** How far an id may be above the last one of its account. */
  idsAhead: 1_024,
} as const;

/** Ticks a second. */
export const TICK_HZ = 40;
/** Orders are matched, and all that is public changes, on ticks that are multiples of this: four times a second. */
export const BATCH_TICKS = 10;

/** Length of a candle, s, and how many are kept of each market. */
export const CANDLE_SERIES = [
  { seconds: 15, count: 120 },
  { seconds: 300, count: 144 },
  { seconds: 3_600, count: 168 },
  { seconds: 86_400, count: 120 },
] as const;
