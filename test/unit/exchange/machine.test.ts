import { describe, expect, it } from "vitest";
import {
  BATCH_TICKS,
  CANDLE,
  END,
  EXCHANGE_BOUNDS,
  exchange,
  exchangeConfig,
  KIND,
  levelAt,
  NAMED,
  REFUSAL,
  SIDE,
  TRADE,
  type World,
} from "../../../shared/games/exchange/index.ts";
import { rowAt, rowCount } from "../../../shared/games/exchange/rings.ts";
import { Floor, of } from "./lab.ts";

const buy = (seat: number, id: number, price: number, quantity: number, more: object = {}) =>
  ({ type: "place", seat, id, side: SIDE.buy, price, quantity, ...more }) as const;
const sell = (seat: number, id: number, price: number, quantity: number, more: object = {}) =>
  ({ type: "place", seat, id, side: SIDE.sell, price, quantity, ...more }) as const;

/** Published levels of market 0, as price and quantity. */
function book({ data }: World, side: number): number[][] {
  const levels: number[][] = [];
  for (let at = levelAt(0, side, 0); at < levelAt(0, side, EXCHANGE_BOUNDS.levels) && data.levels[at] > 0; at += 2)
    levels.push([data.levels[at], data.levels[at + 1]]);
  return levels;
}

describe("an order", () => {
  it("is answered in its tick, and puts what it needs on hold", () => {
    const floor = new Floor().seat(1, 1_000, 50);
    expect(floor.tick(buy(0, 1, 9, 20), sell(0, 2, 12, 30))).toEqual([
      { type: "accepted", player: 1, id: 1, quantity: 20 },
      { type: "accepted", player: 1, id: 2, quantity: 30 },
    ]);
    expect(floor.owns(1)).toEqual({ free: [820, 20], held: [180, 30] });
  });

  it.each([
    ["more than the player can spend", buy(0, 1, 10, 101), REFUSAL.tooFewCredits],
    ["more than the player has here", sell(0, 1, 10, 51), REFUSAL.tooFewGoods],
    ["no price", buy(0, 1, 0, 1), REFUSAL.noPrice],
    ["a market that there is not", buy(0, 1, 1, 1, { market: 2 }), REFUSAL.noMarket],
  ])("is refused for %s", (_, order, code) => {
    const floor = new Floor().seat(1, 1_000, 50);
    expect(floor.tick(order)).toEqual([{ type: "refused", player: 1, id: 1, code }]);
    expect(floor.owns(1)).toEqual({ free: [1_000, 50], held: [0, 0] });
  });

  it("is refused beyond the account's share, and beyond the exchange's", () => {
    const floor = new Floor({ orders: 5, ordersPerAccount: 3 }).seat(2, 1_000, 0);
    const codes = (seat: number) =>
      [1, 2, 3, 4].map((id) => {
        const [event] = floor.tick(buy(seat, id, 1, 1));
        return event.type === "refused" ? event.code : 0;
      });
    expect(codes(0)).toEqual([0, 0, 0, REFUSAL.tooManyOrders]);
    expect(codes(1)).toEqual([0, 0, REFUSAL.exchangeFull, REFUSAL.exchangeFull]);
  });

  it("waits for the batch's end, then trades at one price", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    expect(of(floor.tick(sell(0, 1, 8, 10), buy(1, 1, 12, 10)), "traded")).toEqual([]);
    const events = floor.batch();
    expect(floor.world.tick % BATCH_TICKS).toBe(0);
    expect(events).toEqual([
      { type: "filled", player: 2, order: 1, market: 0, side: SIDE.buy, price: 10, quantity: 10, left: 0, fee: 0 },
      { type: "filled", player: 1, order: 1, market: 0, side: SIDE.sell, price: 10, quantity: 10, left: 0, fee: 0 },
      { type: "traded", market: 0, price: 10, quantity: 10 },
    ]);
    expect([floor.owns(1).free, floor.owns(2).free]).toEqual([
      [1_100, 40],
      [900, 60],
    ]);
    expect(floor.owns(2).held).toEqual([0, 0]);
  });

  it("pays a fee of its proceeds, rounded up, to the account for fees", () => {
    const floor = new Floor({ feePerTenThousand: 30 }).seat(2, 10_000, 500);
    const events = floor.batch(sell(0, 1, 10, 101), buy(1, 1, 10, 101));
    expect(of(events, "filled").map(({ fee }) => fee)).toEqual([0, 4]);
    expect(floor.owns(1).free[0]).toBe(10_000 + 1_010 - 4);
    expect(floor.owns(-1 - NAMED.fees).free[0]).toBe(4);
  });

  it("for the market trades within the collar around the last price, and does not wait", () => {
    const floor = new Floor({ collarPerMille: 200 }).seat(3, 1_000, 50);
    floor.batch(sell(0, 1, 12, 5), sell(1, 1, 13, 5));
    const events = floor.batch(buy(2, 1, 0, 20, { kind: KIND.market }));
    expect(of(events, "traded")).toEqual([{ type: "traded", market: 0, price: 12, quantity: 5 }]);
    expect(of(events, "ended")).toEqual([{ type: "ended", player: 3, order: 1, quantity: 15, cause: END.immediate }]);
    expect(floor.owns(3)).toEqual({ free: [940, 55], held: [0, 0] });
  });

  it("that is immediate ends with its batch", () => {
    const floor = new Floor().seat(1, 1_000, 50);
    expect(floor.batch(buy(0, 1, 5, 4, { kind: KIND.immediate }))).toEqual([
      { type: "accepted", player: 1, id: 1, quantity: 4 },
      { type: "ended", player: 1, order: 1, quantity: 4, cause: END.immediate },
    ]);
    expect(floor.owns(1).held).toEqual([0, 0]);
  });

  it("ends an older one of its account that it would trade with", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    floor.batch(sell(0, 1, 10, 5), sell(0, 2, 11, 5), sell(0, 3, 12, 5));
    expect(floor.tick(buy(0, 4, 11, 2))).toEqual([
      { type: "ended", player: 1, order: 1, quantity: 5, cause: END.selfTrade },
      { type: "ended", player: 1, order: 2, quantity: 5, cause: END.selfTrade },
      { type: "accepted", player: 1, id: 4, quantity: 2 },
    ]);
    expect(floor.tick({ type: "move", seat: 0, id: 5, order: 3, price: 11 })).toEqual([
      { type: "ended", player: 1, order: 4, quantity: 2, cause: END.selfTrade },
      { type: "moved", player: 1, id: 5, quantity: 5 },
    ]);
    expect(of(floor.batch(), "traded")).toEqual([]);
  });
});

describe("a cancel", () => {
  it("answers what was cancelled, and releases the hold", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    floor.batch(buy(0, 1, 10, 20), sell(1, 1, 10, 8));
    expect(floor.tick({ type: "cancel", seat: 0, id: 2, order: 1 })).toEqual([
      { type: "cancelled", player: 1, id: 2, quantity: 12 },
    ]);
    expect(floor.owns(1)).toEqual({ free: [920, 58], held: [0, 0] });
  });

  it("of an order that was filled on the way is refused", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    floor.batch(buy(0, 1, 10, 8), sell(1, 1, 10, 8));
    expect(floor.tick({ type: "cancel", seat: 0, id: 2, order: 1 })).toEqual([
      { type: "refused", player: 1, id: 2, code: REFUSAL.noOrder },
    ]);
  });
});

describe("a move", () => {
  it("changes price and quantity, with what is filled counted in, and adjusts the hold", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    floor.batch(buy(0, 1, 10, 20), sell(1, 1, 10, 8));
    expect(floor.tick({ type: "move", seat: 0, id: 2, order: 1, price: 9, quantity: 30 })).toEqual([
      { type: "moved", player: 1, id: 2, quantity: 22 },
    ]);
    expect(floor.owns(1)).toEqual({ free: [722, 58], held: [198, 0] });
    floor.tick({ type: "move", seat: 0, id: 3, order: 1, price: 2 });
    expect(floor.owns(1).held).toEqual([44, 0]);
  });

  it("is refused for more than there is, and for less than is filled, and then changes nothing", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    floor.batch(buy(0, 1, 10, 20), sell(1, 1, 10, 8));
    const move = (id: number, changes: object) => floor.tick({ type: "move", seat: 0, id, order: 1, ...changes });
    expect(move(2, { price: 100 })).toEqual([{ type: "refused", player: 1, id: 2, code: REFUSAL.tooFewCredits }]);
    expect(move(3, { quantity: 8 })).toEqual([{ type: "refused", player: 1, id: 3, code: REFUSAL.alreadyFilled }]);
    expect(floor.owns(1)).toEqual({ free: [800, 58], held: [120, 0] });
  });

  it("loses its place before orders of earlier batches", () => {
    const floor = new Floor().seat(3, 1_000, 50);
    floor.batch(buy(0, 1, 10, 5));
    floor.batch(buy(1, 1, 10, 5));
    floor.batch({ type: "move", seat: 0, id: 2, order: 1, quantity: 6 });
    floor.batch(sell(2, 1, 10, 5));
    expect([floor.owns(1).free[1], floor.owns(2).free[1]]).toEqual([50, 55]);
  });
});

describe("a request that is repeated", () => {
  it("gets the same answer and has no further effect, whatever became of the order", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    const [order, costly] = [buy(0, 1, 10, 8), buy(0, 2, 1_000, 10)];
    const first = floor.tick(order, costly);
    expect(floor.tick(order, costly)).toEqual(first);
    floor.batch(sell(1, 1, 10, 8));
    expect(floor.tick(order, costly)).toEqual(first);
    expect(floor.owns(1)).toEqual({ free: [920, 58], held: [0, 0] });
    const cancel = { type: "cancel", seat: 0, id: 3, order: 1 } as const;
    expect(floor.tick(cancel)).toEqual(floor.tick(cancel));
  });

  it("is distinguished from another with the same id, and from one too old to be remembered", () => {
    const floor = new Floor().seat(1, 1_000, 50);
    floor.tick(buy(0, 1, 10, 8));
    expect(floor.tick(buy(0, 1, 10, 9))).toEqual([{ type: "refused", player: 1, id: 1, code: REFUSAL.idTaken }]);
    for (let id = 2; id <= 1 + EXCHANGE_BOUNDS.answers; id++) floor.tick({ type: "cancel", seat: 0, id, order: 1 });
    expect(floor.tick(buy(0, 1, 10, 8))).toEqual([{ type: "refused", player: 1, id: 1, code: REFUSAL.idOld }]);
  });

  it("D8: is refused if its id is so far ahead that it would use up those between", () => {
    const floor = new Floor().seat(1, 1_000, 50);
    const { idsAhead, id: most } = EXCHANGE_BOUNDS;
    for (const id of [most, idsAhead + 1])
      expect(floor.tick(buy(0, id, 10, 8))).toEqual([{ type: "refused", player: 1, id, code: REFUSAL.idFar }]);
    expect(floor.tick(buy(0, idsAhead, 10, 8))).toMatchObject([{ type: "accepted" }]);
    expect(floor.tick(buy(0, 2 * idsAhead, 10, 8))).toMatchObject([{ type: "accepted" }]);
  });
});

describe("a batch", () => {
  it("publishes books, tape and candles, and until its end nothing of them changes", () => {
    const floor = new Floor().seat(3, 10_000, 500);
    floor.tick({ type: "clock", atS: 1_000_000_007 });
    floor.batch(buy(0, 1, 9, 5), buy(1, 1, 9, 6), buy(2, 1, 8, 1), sell(0, 2, 11, 3));
    expect(book(floor.world, SIDE.buy)).toEqual([
      [9, 11],
      [8, 1],
    ]);
    expect(book(floor.world, SIDE.sell)).toEqual([[11, 3]]);
    const before = JSON.stringify(floor.world.data);
    floor.tick(buy(1, 2, 11, 2), { type: "cancel", seat: 2, id: 2, order: 1 });
    expect(JSON.stringify(floor.world.data)).toBe(before);
    floor.batch();
    expect([book(floor.world, SIDE.buy), book(floor.world, SIDE.sell)]).toEqual([[[9, 11]], [[11, 1]]]);
    const { tape, candles, lastPrice } = floor.world.data;
    expect([lastPrice[0], rowCount(tape, 0)]).toEqual([11, 1]);
    expect(tape.rows[rowAt(tape, 0, 0) + TRADE.quantity]).toBe(2);
    const [candle] = candles;
    expect([...candle.rows.subarray(rowAt(candle, 0, 0))].slice(0, 6)).toEqual([1_000_000_005, 11, 11, 11, 11, 2]);
  });

  it("adds to a candle while its time lasts, and then begins another", () => {
    const floor = new Floor().seat(2, 1_000_000, 5_000);
    floor.tick({ type: "clock", atS: 1_500 });
    [10, 14, 7, 9].forEach((price, i) => {
      floor.batch(sell(0, i + 1, price, 2), buy(1, i + 1, price, 2));
    });
    const [candles] = floor.world.data.candles;
    const newest = () => [...candles.rows.subarray(rowAt(candles, 0, 0), rowAt(candles, 0, 0) + 6)];
    expect(newest()).toEqual([1_500, 10, 14, 7, 9, 8]);
    floor.tick({ type: "clock", atS: 1_400 });
    floor.batch(sell(0, 8, 9, 2), buy(1, 8, 9, 2));
    expect(newest()).toEqual([1_500, 10, 14, 7, 9, 10]);
    floor.tick({ type: "clock", atS: 1_516 });
    floor.batch(sell(0, 9, 8, 1), buy(1, 9, 8, 1));
    expect(newest()).toEqual([1_515, 8, 8, 8, 8, 1]);
    expect(rowCount(candles, 0)).toBe(2);
    expect(candles.rows[rowAt(candles, 0, 1) + CANDLE.close]).toBe(9);
  });

  it("publishes the best levels of a long book, and what a cancel leaves of it", () => {
    const floor = new Floor({ ordersPerAccount: 64 }).seat(1, 1_000_000, 500);
    const { levels } = EXCHANGE_BOUNDS;
    floor.batch(...Array.from({ length: levels + 5 }, (_, i) => sell(0, i + 1, i + 1, 2)));
    const published = () => book(floor.world, SIDE.sell).map(([price]) => price);
    expect(published()).toEqual(Array.from({ length: levels }, (_, i) => i + 1));
    expect(floor.world.data.levels.every((number, at) => number === 0 || at < levelAt(1, SIDE.buy, 0))).toBe(true);
    floor.batch({ type: "cancel", seat: 0, id: 100, order: 1 });
    expect(published()).toEqual(Array.from({ length: levels }, (_, i) => i + 2));
  });

  it("fills orders of earlier batches first at the price where not all are filled", () => {
    const floor = new Floor().seat(3, 1_000, 50);
    // The later order would have the lower slot.
    floor.batch(buy(0, 1, 1, 1), buy(1, 1, 10, 5));
    floor.tick({ type: "cancel", seat: 0, id: 2, order: 1 });
    floor.batch(buy(0, 3, 10, 5));
    floor.batch(sell(2, 1, 10, 5));
    expect([floor.owns(1).free[1], floor.owns(2).free[1]]).toEqual([50, 55]);
  });

  it("leaves markets apart", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    expect(of(floor.batch(sell(0, 1, 10, 5), buy(1, 1, 10, 5, { market: 1 })), "traded")).toEqual([]);
  });
});

describe("a quiet exchange", () => {
  it("sleeps, unless the next batch has something to do", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    expect(exchange.nextWake(floor.world)).toBeNull();
    floor.tick(buy(0, 1, 10, 5));
    expect(exchange.nextWake(floor.world)).toBe(Math.ceil(floor.world.tick / BATCH_TICKS) * BATCH_TICKS);
    floor.batch();
    expect(exchange.nextWake(floor.world)).toBeNull();
  });
});

describe("accounts", () => {
  it("are refused requests when there was no room to open one", () => {
    const floor = new Floor({ accounts: 2 }).seat(3, 100, 10);
    expect(floor.tick(buy(2, 1, 1, 1))).toEqual([{ type: "refused", player: 3, id: 1, code: REFUSAL.noAccount }]);
  });

  it("of visitors who have nothing are not kept, so that others find room", () => {
    const floor = new Floor({ accounts: 2 }).seat(1, 100, 10);
    floor.tick({ type: "join", seat: 1, player: 2 }, { type: "join", seat: 2, player: 2 });
    floor.tick({ type: "join", seat: 3, player: 3 }, buy(1, 1, 1, 1), { type: "leave", seat: 1 });
    const [refused] = floor.tick(sell(3, 1, 1, 1));
    expect(refused).toEqual({ type: "refused", player: 3, id: 1, code: REFUSAL.noAccount });
    floor.tick({ type: "leave", seat: 2 }, { type: "leave", seat: 0 });
    expect(floor.world.answers.every((number) => number === 0)).toBe(true);
    const [opened] = floor.tick(sell(3, 1, 1, 1));
    expect(opened).toEqual({ type: "refused", player: 3, id: 1, code: REFUSAL.tooFewGoods });
    expect(floor.owns(1).free).toEqual([100, 10]);
  });

  it("of a guest go on under the account's number, orders and all", () => {
    const floor = new Floor().seat(1, 1_000, 50);
    floor.batch(buy(0, 1, 10, 8));
    floor.tick({ type: "adopt", guest: 1, player: 9 });
    expect(floor.owns(9)).toEqual({ free: [920, 50], held: [80, 0] });
    expect(floor.tick({ type: "cancel", seat: 0, id: 2, order: 1 })).toEqual([
      { type: "cancelled", player: 9, id: 2, quantity: 8 },
    ]);
  });

  it("of a guest are added to one that the player has", () => {
    const floor = new Floor().seat(2, 1_000, 50);
    floor.batch(buy(0, 1, 10, 8));
    expect(floor.tick({ type: "adopt", guest: 1, player: 2 })).toEqual([
      { type: "ended", player: 1, order: 1, quantity: 8, cause: END.closed },
    ]);
    expect(floor.owns(2)).toEqual({ free: [2_000, 100], held: [0, 0] });
    expect(floor.tick(buy(0, 1, 10, 1))).toEqual([{ type: "accepted", player: 2, id: 1, quantity: 1 }]);
  });

  it("that are forgotten leave everything to the account for it, and make room", () => {
    const floor = new Floor({ accounts: 1 }).seat(1, 1_000, 50);
    floor.batch(buy(0, 7, 10, 8));
    expect(floor.tick({ type: "forget", player: 1 })).toContainEqual({ type: "forgotten", player: 1 });
    expect(floor.owns(-1 - NAMED.abandoned)).toEqual({ free: [1_000, 50], held: [0, 0] });
    expect(floor.world.erasures).toBe(1);
    // Nothing of the player is left, and their seat can do nothing.
    expect(floor.world.seats.player[0]).toBe(0);
    expect(floor.world.answers.every((number) => number === 0)).toBe(true);
    expect(floor.tick(buy(0, 8, 1, 1))).toEqual([]);
    floor.tick({ type: "join", seat: 1, player: 2 });
    expect(floor.tick(sell(1, 1, 1, 1))).toEqual([{ type: "refused", player: 2, id: 1, code: REFUSAL.tooFewGoods }]);
  });

  it("get and lose nothing but by named accounts", () => {
    const floor = new Floor().seat(1, 1_000, 50);
    expect(floor.tick({ type: "grant", player: 1, asset: 0, amount: 1 })).toEqual([
      { type: "granted", player: 1, asset: 0, amount: 0 },
    ]);
    expect(floor.tick({ type: "issue", asset: 0, amount: -1 }, { type: "issue", asset: 9, amount: 1 })).toEqual([
      { type: "issued", account: 0, asset: 0, amount: 0 },
      { type: "issued", account: 0, asset: 9, amount: 0 },
    ]);
  });
});

describe("a configuration", () => {
  it.each([
    [{ accounts: 0 }, "accounts: 0 is not a whole number from 1 to 8000"],
    [{ stations: [] }, "stations × ores: 0 is not a whole number from 1 to 64"],
    [{ stations: [""] }, 'stations[0]: "" is not a text of 1 to 20 characters'],
    [{ ores: [{ name: "iron", price: 0 }] }, "ores[0].price: 0 is not a whole number from 1 to 1000000"],
  ])("is refused by field and value: %j", (overrides, message) => {
    expect(() => exchangeConfig(overrides)).toThrow(new RangeError(message));
  });
});
