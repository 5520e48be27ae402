import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareOf } from "../../../shared/games/exchange/batch/allocate.ts";
import { BATCH_TICKS, EXCHANGE_BOUNDS, KIND, SIDE } from "../../../shared/games/exchange/index.ts";
import { Floor, of } from "./lab.ts";
import { clear, openOrders } from "./reference.ts";

const ACCOUNTS = 12;

/** An order of an account by its own; few prices, so that levels have several orders. */
const order = fc.record({
  seat: fc.nat(ACCOUNTS - 1),
  price: fc.integer({ min: 8, max: 12 }),
  quantity: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: EXCHANGE_BOUNDS.quantity })),
});
/** Accounts with an even seat buy, the others sell, so that no order ends an older one. */
const batches = fc.array(fc.array(order, { maxLength: 14 }), { minLength: 1, maxLength: 5 });

function openFloor(): Floor {
  return new Floor({ seats: ACCOUNTS, accounts: ACCOUNTS, orders: 128, ordersPerAccount: 64 }).seat(
    ACCOUNTS,
    1_000_000_000,
    100_000_000,
  );
}

describe("a batch of any orders", () => {
  it("has the price and the fills of the rules applied one by one", () => {
    fc.assert(
      fc.property(batches, (all) => {
        const floor = openFloor();
        const { world } = floor;
        let id = 0;
        for (const orders of all) {
          floor.tick(...orders.map((one) => ({ type: "place" as const, id: ++id, side: one.seat % 2, ...one })));
          const open = openOrders(world, 0);
          const byKey = new Map(
            open.map(({ slot }) => [`${world.orders.account[slot]}/${world.orders.id[slot]}`, slot]),
          );
          const expected = clear(open, world.data.lastPrice[0]);
          const events = floor.batch();
          const traded =
            expected.volume === 0
              ? []
              : [{ type: "traded", market: 0, price: expected.price, quantity: expected.volume }];
          expect(of(events, "traded")).toEqual(traded);
          const got = new Map<number, number>();
          for (const { player, order, quantity, side } of of(events, "filled")) {
            const slot = byKey.get(`${world.ledger.slots.get(player)}/${order}`) ?? Number.NaN;
            expect(side).toBe(open.find((one) => one.slot === slot)?.side);
            got.set(slot, quantity);
          }
          const drawn = [0, 0];
          for (const { slot, side } of open) {
            const odd = (got.get(slot) ?? 0) - (expected.fills.get(slot) ?? 0);
            if (odd !== 0) expect([odd, expected.lots[side].among.includes(slot)]).toEqual([1, true]);
            drawn[side] += odd;
          }
          expect(drawn).toEqual(expected.lots.map(({ units }) => units));
          floor.checkSums();
        }
      }),
      { numRuns: 120 },
    );
  });

  it("gives each order of a level and batch the same chance of the odd units, and none of them two", () => {
    const losses = [0, 0, 0];
    const floor = openFloor();
    for (let round = 1; round <= 600; round++) {
      const buys = [0, 2, 4].map((seat) => ({
        type: "place" as const,
        seat,
        id: 2 * round,
        side: SIDE.buy,
        price: 10,
        quantity: 5,
      }));
      const events = floor.batch(...buys, {
        type: "place",
        seat: 1,
        id: 2 * round,
        side: SIDE.sell,
        price: 10,
        quantity: 8,
      });
      const fills = of(events, "filled").filter(({ side }) => side === SIDE.buy);
      // 8 units for three who want 5 each: two each, and two by lot.
      expect(fills.map(({ quantity }) => quantity).sort()).toEqual([2, 3, 3]);
      losses[((fills.find(({ quantity }) => quantity === 2)?.player ?? 0) - 1) / 2]++;
      floor.batch(...[0, 2, 4].map((seat) => ({ type: "cancel" as const, seat, id: 2 * round + 1, order: 2 * round })));
    }
    // Of 600 draws, 200 each: the standard deviation is 11.5.
    for (const count of losses) expect(Math.abs(count - 200)).toBeLessThan(46);
  });
});

describe("speed", () => {
  it("gives no edge within a batch: the first tick's order and the last one's win the same", () => {
    const floor = openFloor();
    let wins = 0;
    const rounds = 400;
    for (let id = 1; id <= rounds; id++) {
      const bid = (seat: number) => ({
        type: "place" as const,
        seat,
        id,
        kind: KIND.immediate,
        price: 10,
        quantity: 1,
      });
      const events = floor.tick(bid(0), { type: "place", seat: 1, id, side: SIDE.sell, price: 10, quantity: 1 });
      while (floor.world.tick % BATCH_TICKS < BATCH_TICKS - 1) events.push(...floor.tick());
      events.push(...floor.tick(bid(2)));
      const [winner] = of(events, "filled").filter(({ side }) => side === SIDE.buy);
      if (winner.player === 1) wins++;
    }
    // The standard deviation is 10.
    expect(Math.abs(wins - rounds / 2)).toBeLessThan(40);
  });
});

describe("the share of an order", () => {
  it("is exact where the product is not", () => {
    const open = fc.integer({ min: 1, max: 32_768 * EXCHANGE_BOUNDS.quantity });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: EXCHANGE_BOUNDS.quantity }),
        open,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (quantity, wanted, part) => {
          const volume = Math.floor(wanted * part);
          expect(shareOf(quantity, volume, wanted)).toBe(Number((BigInt(quantity) * BigInt(volume)) / BigInt(wanted)));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
