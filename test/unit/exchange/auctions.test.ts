import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { increment } from "../../../shared/games/exchange/auctions.ts";
import {
  BATCH_TICKS,
  type Event,
  EXCHANGE_BOUNDS,
  exchange,
  goodsOf,
  NAMED,
  REFUSAL,
} from "../../../shared/games/exchange/index.ts";
import { Floor, of } from "./lab.ts";

const [SHORTEST] = EXCHANGE_BOUNDS.auctionBatches;
const REST = EXCHANGE_BOUNDS.auctionRestBatches;
const ASSET = goodsOf(0);

/** A floor for auctions: player p asks from seat p − 1, with rising ids. */
class AuctionFloor extends Floor {
  #id = 0;

  ask(player: number, type: "auction" | "withdraw" | "bid", fields: Record<string, number>): Event[] {
    return this.tick({ type, seat: player - 1, id: ++this.#id, ...fields });
  }

  auction(seller: number, reserve = 100, batches = SHORTEST): number {
    const events = this.ask(seller, "auction", { asset: ASSET, quantity: 2, reserve, batches });
    return of(events, "auctioned")[0].auction;
  }

  /** 1: leads, 0: does not, below 0: a refusal. */
  bid(player: number, auction: number, limit: number): number {
    const events = this.ask(player, "bid", { auction, limit });
    return of(events, "bidden")[0]?.leads ?? -of(events, "refused")[0].code;
  }

  /** Goes on until the end of so many batches. */
  wait(batches: number): Event[] {
    return Array.from({ length: batches }, () => this.batch()).flat();
  }

  /** Goes on until all auctions are over. */
  finish(): Event[] {
    const events: Event[] = [];
    while (this.world.auctions.open.count > 0) events.push(...this.batch());
    return events;
  }
}

const floor = (config = {}) => new AuctionFloor(config).seat(4, 1_000, 10);

describe("an auction", () => {
  it("is won by the highest bid, which pays an increment more than the next", () => {
    const open = floor();
    const auction = open.auction(1);
    expect(open.bid(2, auction, 300)).toBe(1);
    expect(open.bid(3, auction, 200)).toBe(0);
    expect(open.owns(2)).toEqual({ free: [700, 10], held: [300, 0] });
    expect(open.owns(3)).toEqual({ free: [1_000, 10], held: [0, 0] });
    const events = open.finish();
    const sale = { auction, asset: ASSET, quantity: 2, price: 210 };
    expect(of(events, "won")).toEqual([{ type: "won", player: 2, ...sale }]);
    expect(of(events, "sold")).toEqual([{ type: "sold", player: 1, ...sale, fee: 0 }]);
    expect(of(events, "closed")).toEqual([{ type: "closed", auction, price: 210 }]);
    expect(open.owns(1)).toEqual({ free: [1_210, 8], held: [0, 0] });
    expect(open.owns(2)).toEqual({ free: [790, 12], held: [0, 0] });
    open.checkSums();
  });

  it("costs a single bidder the least bid, and of equal bids the earlier one leads", () => {
    const open = floor();
    const [first, second] = [open.auction(1), open.auction(1)];
    open.bid(2, first, 900);
    open.bid(3, second, 400);
    expect(open.bid(4, second, 400)).toBe(0);
    const events = open.finish();
    expect(of(events, "won").map(({ player, price }) => [player, price])).toEqual([
      [2, 100],
      [3, 400],
    ]);
  });

  it("tells who is outbid, and gives back what was on hold", () => {
    const open = floor();
    const auction = open.auction(1);
    open.bid(2, auction, 150);
    const events = open.ask(3, "bid", { auction, limit: 500 });
    expect(of(events, "outbid")).toEqual([{ type: "outbid", player: 2, auction }]);
    expect(open.owns(2)).toEqual({ free: [1_000, 10], held: [0, 0] });
    expect(open.owns(3)).toEqual({ free: [500, 10], held: [500, 0] });
  });

  it("lets the leader raise the bid for the difference, without a higher price", () => {
    const open = floor();
    const auction = open.auction(1);
    open.bid(2, auction, 600);
    expect(open.bid(2, auction, 1_000)).toBe(1);
    expect(open.bid(2, auction, 1_000)).toBe(-REFUSAL.lowBid);
    expect(open.bid(2, auction, 1_001)).toBe(-REFUSAL.tooFewCredits);
    expect(of(open.finish(), "won")[0].price).toBe(100);
  });

  it("gives the goods back when nobody has bid, and before that to a seller who withdraws it", () => {
    const open = floor();
    const [left, withdrawn] = [open.auction(1), open.auction(1)];
    expect(open.owns(1)).toEqual({ free: [1_000, 6], held: [0, 4] });
    expect(of(open.ask(2, "withdraw", { auction: withdrawn }), "refused")[0].code).toBe(REFUSAL.noAuction);
    expect(of(open.ask(1, "withdraw", { auction: withdrawn }), "withdrawn")[0].quantity).toBe(2);
    const events = open.finish();
    expect(of(events, "unsold")).toEqual([{ type: "unsold", player: 1, auction: left }]);
    expect(of(events, "closed")).toEqual([{ type: "closed", auction: left, price: 0 }]);
    expect(open.owns(1)).toEqual({ free: [1_000, 10], held: [0, 0] });
  });

  it("takes its fee from the proceeds, rounded up", () => {
    const open = floor({ feePerTenThousand: 25 });
    const auction = open.auction(1, 101);
    open.bid(2, auction, 300);
    expect(of(open.finish(), "sold")[0]).toMatchObject({ price: 101, fee: 1 });
    expect(open.owns(1).free[0]).toBe(1_100);
    expect(open.owns(-1 - NAMED.fees).free[0]).toBe(1);
  });

  it("refuses bids too low, of its seller, beyond a purse, and after its end", () => {
    const open = floor();
    const auction = open.auction(1);
    expect(open.bid(2, auction, 99)).toBe(-REFUSAL.lowBid);
    expect(open.bid(1, auction, 100)).toBe(-REFUSAL.ownAuction);
    expect(open.bid(2, auction, 1_001)).toBe(-REFUSAL.tooFewCredits);
    open.bid(2, auction, 400);
    expect(open.bid(3, auction, 104)).toBe(-REFUSAL.lowBid);
    // Who could not pay must not drive the price up.
    open.bid(3, open.auction(4), 900);
    expect(open.bid(3, auction, 300)).toBe(-REFUSAL.tooFewCredits);
    expect(of(open.ask(1, "withdraw", { auction }), "refused")[0].code).toBe(REFUSAL.hasBids);
    const events = open.finish();
    expect(of(events, "won")[0]).toMatchObject({ player: 2, price: 100 });
    expect(open.bid(4, auction, 900)).toBe(-REFUSAL.noAuction);
  });

  it("is of goods that its seller has, and of few at a time", () => {
    const open = floor();
    const ask = (fields: Record<string, number>) =>
      of(open.ask(1, "auction", { asset: ASSET, quantity: 1, reserve: 1, batches: SHORTEST, ...fields }), "refused")[0]
        ?.code;
    expect(ask({ asset: 0 })).toBe(REFUSAL.noGoods);
    expect(ask({ asset: 99 })).toBe(REFUSAL.noGoods);
    expect(ask({ quantity: 11 })).toBe(REFUSAL.tooFewGoods);
    for (let i = 0; i < EXCHANGE_BOUNDS.auctionsPerAccount; i++) expect(ask({})).toBeUndefined();
    expect(ask({})).toBe(REFUSAL.tooManyAuctions);
  });

  it("ends with a batch, and wakes a sleeping exchange for it", () => {
    const open = floor();
    expect(exchange.nextWake(open.world)).toBeNull();
    open.auction(1);
    const endTick = exchange.nextWake(open.world) as number;
    open.wait(SHORTEST);
    expect(open.world.auctions.open.count).toBe(1);
    expect(of(open.batch(), "closed")).toHaveLength(1);
    expect(open.world.tick).toBe(endTick);
  });
});

describe("the end of an auction", () => {
  const rest = (open: AuctionFloor) => (exchange.nextWake(open.world) as number) - open.world.tick;

  it("is put off to 30 s after a late bid, not by an earlier or a refused one", () => {
    const open = floor();
    const auction = open.auction(1);
    const endTick = exchange.nextWake(open.world);
    open.bid(2, auction, 400);
    expect(exchange.nextWake(open.world)).toBe(endTick);
    open.wait(SHORTEST - REST + 10);
    open.bid(3, auction, 50);
    open.bid(1, auction, 500);
    expect(exchange.nextWake(open.world)).toBe(endTick);
    // A bid that does not lead is an accepted one, too.
    expect(open.bid(3, auction, 200)).toBe(0);
    expect(exchange.nextWake(open.world)).toBe((endTick as number) + 10 * BATCH_TICKS);
    open.wait(REST - 1);
    expect(open.bid(4, auction, 500)).toBe(1);
    expect(rest(open)).toBeGreaterThan((REST - 1) * BATCH_TICKS);
    expect(of(open.finish(), "won")[0].player).toBe(4);
  });

  it("is put off for half an hour in all, and no longer", () => {
    const open = new AuctionFloor().seat(4, 1_000_000, 10);
    const auction = open.auction(1, 1);
    let bids = 0;
    let limit = 1;
    const begin = open.world.tick;
    for (let batches = SHORTEST - 1; open.world.auctions.open.count > 0; batches = REST - 1) {
      open.wait(batches);
      limit = Math.ceil(limit * 1.06) + 1;
      if (open.bid(2 + (bids % 2), auction, limit) > 0) bids++;
    }
    expect(bids).toBeGreaterThan(EXCHANGE_BOUNDS.auctionDelayBatches / REST - 2);
    const most = (SHORTEST + EXCHANGE_BOUNDS.auctionDelayBatches) * BATCH_TICKS;
    expect(open.world.tick - begin).toBeLessThanOrEqual(most + REST * BATCH_TICKS);
  });
});

describe("an auction whose people go", () => {
  it("goes on for the account that a guest becomes", () => {
    const open = floor();
    const auction = open.auction(1);
    open.bid(2, auction, 400);
    open.tick({ type: "adopt", guest: 2, player: 3 }, { type: "adopt", guest: 1, player: 9 });
    open.checkSums();
    const events = open.finish();
    expect(of(events, "won")[0]).toMatchObject({ player: 3, price: 100 });
    expect(of(events, "sold")[0].player).toBe(9);
    expect(open.owns(3)).toEqual({ free: [1_900, 22], held: [0, 0] });
  });

  it("counts the bid of somebody who was erased, and leaves what they won to the account for it", () => {
    const open = floor();
    const auction = open.auction(1);
    open.bid(2, auction, 400);
    open.bid(3, auction, 200);
    open.tick({ type: "forget", player: 2 });
    expect(() => exchange.load(exchange.save(open.world))).not.toThrow();
    expect(of(open.finish(), "won")[0]).toMatchObject({ player: -1 - NAMED.abandoned, price: 210 });
    expect(open.owns(1).free[0]).toBe(1_210);
    open.checkSums();
  });
});

describe("whoever bids when, and as often as they like", () => {
  const bidder = fc.integer({ min: 2, max: 4 });
  const bids = fc.array(fc.tuple(bidder, fc.integer({ min: 50, max: 1_000 }), fc.nat(REST + 20)), { maxLength: 12 });

  it("the highest bid wins, at an increment above the best of the others", () => {
    fc.assert(
      fc.property(bids, (script) => {
        const open = floor();
        const auction = open.auction(1);
        const accepted: Bid[] = [];
        let won: Event | undefined;
        let price = 0;
        for (const [player, limit, batches] of script) {
          won ??= of(open.wait(batches), "won")[0];
          if (open.world.auctions.open.count === 0) break;
          const leads = open.bid(player, auction, limit);
          if (leads >= 0) {
            const raised = bestOf(accepted)?.player === player;
            accepted.push({ player, limit });
            expect(leads).toBe(bestOf(accepted)?.player === player ? 1 : 0);
            if (!raised) price = priceOf(accepted);
          }
          open.checkSums();
        }
        const best = bestOf(accepted);
        won ??= of(open.finish(), "won")[0];
        if (best === undefined) expect(won).toBeUndefined();
        else expect(won).toMatchObject({ player: best.player, price });
      }),
      { numRuns: 40 },
    );
  });
});

interface Bid {
  readonly player: number;
  readonly limit: number;
}

const bestOf = (bids: readonly Bid[]): Bid | undefined =>
  bids.reduce<Bid | undefined>((best, bid) => (best === undefined || bid.limit > best.limit ? bid : best), undefined);

/** Second price plus increment, from all that was bid. */
function priceOf(bids: readonly Bid[]): number {
  const best = bestOf(bids) as Bid;
  const others = bids.filter(({ player }) => player !== best.player).map(({ limit }) => limit);
  if (others.length === 0) return 100;
  const second = Math.max(...others);
  return Math.min(best.limit, second + increment(second));
}
