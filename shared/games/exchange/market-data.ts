import { CANDLE_SERIES, EXCHANGE_BOUNDS } from "./bounds.ts";
import { beginRow, createRings, type Rings, rowAt } from "./rings.ts";

/** What everyone sees of the markets. It changes at the end of a batch only. */
export interface MarketData {
  /** By market, credits per unit. */
  readonly lastPrice: Int32Array;
  /** The books: see {@link levelAt}. */
  readonly levels: Float64Array;
  /** Trades by market. Fields: tick, price, quantity. */
  readonly tape: Rings;
  /** One for each of `CANDLE_SERIES`, by market. Fields: those of {@link CANDLE}. */
  readonly candles: readonly Rings[];
}

/**
 * Fields of a candle. `start`: s since 1970, a multiple of its length. `quantity`: units traded. There is none for a stretch
 * without trades.
 */
export const CANDLE = { start: 0, open: 1, high: 2, low: 3, close: 4, quantity: 5 } as const;
const CANDLE_FIELDS = Object.keys(CANDLE).length;
export const TRADE = { tick: 0, price: 1, quantity: 2 } as const;
const TRADE_FIELDS = Object.keys(TRADE).length;

export function emptyMarketData(markets: number): MarketData {
  return {
    lastPrice: new Int32Array(markets),
    levels: new Float64Array(levelAt(markets, 0, 0)),
    tape: createRings(markets, EXCHANGE_BOUNDS.tape, TRADE_FIELDS),
    candles: CANDLE_SERIES.map(({ count }) => createRings(markets, count, CANDLE_FIELDS)),
  };
}

/** Where a level's price is in `levels`; its quantity is the number after it. Best levels first, then zeros. */
export function levelAt(market: number, side: number, level: number): number {
  return ((market * 2 + side) * EXCHANGE_BOUNDS.levels + level) * 2;
}

/** Enters a batch's trade into last price, tape and candles. @param atS wall clock, s since 1970 */
export function recordTrade(
  { lastPrice, tape, candles }: MarketData,
  market: number,
  price: number,
  quantity: number,
  tick: number,
  atS: number,
): void {
  lastPrice[market] = price;
  const at = beginRow(tape, market);
  tape.rows[at + TRADE.tick] = tick;
  tape.rows[at + TRADE.price] = price;
  tape.rows[at + TRADE.quantity] = quantity;
  for (let i = 0; i < CANDLE_SERIES.length; i++) {
    const { seconds } = CANDLE_SERIES[i];
    addToCandle(candles[i], market, Math.floor(atS / seconds) * seconds, price, quantity);
  }
}

function addToCandle(candles: Rings, market: number, start: number, price: number, quantity: number): void {
  const { rows, begun } = candles;
  const newest = begun[market] > 0 ? rowAt(candles, market, 0) : -1;
  if (newest >= 0 && rows[newest + CANDLE.start] === start) {
    rows[newest + CANDLE.high] = Math.max(rows[newest + CANDLE.high], price);
    rows[newest + CANDLE.low] = Math.min(rows[newest + CANDLE.low], price);
    rows[newest + CANDLE.close] = price;
    rows[newest + CANDLE.quantity] = Math.min(rows[newest + CANDLE.quantity] + quantity, Number.MAX_SAFE_INTEGER);
    return;
  }
  const at = beginRow(candles, market);
  rows[at + CANDLE.start] = start;
  for (const field of [CANDLE.open, CANDLE.high, CANDLE.low, CANDLE.close]) rows[at + field] = price;
  rows[at + CANDLE.quantity] = quantity;
}
