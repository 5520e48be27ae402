import { describe, expect, it } from "vitest";
import { exchange, exchangeConfig, itemAsset, NAMED, REFUSAL } from "../../../shared/games/exchange/index.ts";
import { freeOf } from "../../../shared/games/exchange/ledger/index.ts";
import { Floor, of, SMALL } from "./lab.ts";

const LIVERY = itemAsset(exchangeConfig(SMALL), 0);

/** Players with credits, and a shop with as many liveries. */
function shop(stock: number, players = 2, credits = 120, config = {}): Floor {
  const floor = new Floor(config).seat(players, credits, 0);
  floor.tick({ type: "issue", account: NAMED.shop, asset: LIVERY, amount: stock });
  return floor;
}

const buy = (seat: number, id: number, quantity = 1, item = 0) => ({ type: "buy" as const, seat, id, item, quantity });

describe("the shop", () => {
  it("takes an item from stock for its price, and tells services", () => {
    const floor = shop(3);
    expect(floor.tick(buy(0, 1, 2))).toEqual([
      { type: "delivered", player: 1, order: 1, item: 0, quantity: 2, price: 50 },
      { type: "bought", player: 1, id: 1, quantity: 2 },
    ]);
    const { ledger } = floor.world;
    expect(freeOf(ledger, NAMED.shop, LIVERY)).toBe(1);
    expect(freeOf(ledger, ledger.slots.get(1) as number, LIVERY)).toBe(2);
    expect(floor.owns(1).free[0]).toBe(20);
    expect(floor.owns(-1 - NAMED.shop).free[0]).toBe(100);
    floor.checkSums();
  });

  it("refuses what it has too few of, what it does not sell, and what a player cannot pay", () => {
    const floor = shop(3);
    const codeOf = (...asked: Parameters<typeof buy>) => of(floor.tick(buy(...asked)), "refused")[0]?.code;
    expect(codeOf(0, 1, 4)).toBe(REFUSAL.soldOut);
    expect(codeOf(0, 2, 1, 1)).toBe(REFUSAL.notForSale);
    expect(codeOf(0, 3, 1, 9)).toBe(REFUSAL.notForSale);
    expect(codeOf(0, 4, 3)).toBe(REFUSAL.tooFewCredits);
    expect(freeOf(floor.world.ledger, NAMED.shop, LIVERY)).toBe(3);
    expect(floor.owns(1).free[0]).toBe(120);
  });

  it("sells one item once, whoever else asks in the same tick, and a repeated order not again", () => {
    const buyers = 1_000;
    const config = { seats: buyers, accounts: buyers };
    const floor = shop(1, buyers, 100, config);
    const orders = Array.from({ length: buyers }, (_, seat) => buy(seat, 1));
    const events = floor.tick(...orders, ...orders);
    expect(of(events, "delivered")).toHaveLength(1);
    const [winner] = of(events, "delivered");
    expect(of(events, "bought").map(({ player }) => player)).toEqual([winner.player, winner.player]);
    expect(of(events, "refused").every(({ code }) => code === REFUSAL.soldOut)).toBe(true);
    expect(of(events, "refused")).toHaveLength(2 * (buyers - 1));
    expect(floor.owns(winner.player).free[0]).toBe(50);
    floor.checkSums();
  });

  it("sells from what is put into stock later", () => {
    const floor = shop(0);
    expect(of(floor.tick(buy(0, 1)), "refused")[0].code).toBe(REFUSAL.soldOut);
    floor.tick({ type: "issue", account: NAMED.shop, asset: LIVERY, amount: 1 });
    expect(of(floor.tick(buy(0, 2)), "bought")).toHaveLength(1);
    expect(() => exchange.load(exchange.save(floor.world))).not.toThrow();
  });
});
