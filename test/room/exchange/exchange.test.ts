import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerAt } from "../../../shared/games/exchange/answers.ts";
import { KIND, NAMED, REFUSAL, SIDE } from "../../../shared/games/exchange/index.ts";
import { accountOf, freeOf } from "../../../shared/games/exchange/ledger/index.ts";
import { createRandom, nextBetween } from "../../../shared/math/random.ts";
import { CLOSE, ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { decodeRefusal } from "../../../shared/wire/messages.ts";
import type { FakeClient } from "../../harness/fake-client.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { bookOf, CONFIG, ExchangeLab, heard, purse, send, stateOf } from "./lab.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let lab: ExchangeLab;
afterEach(() => lab.close());

const order = (id: number, side: number, price: number, quantity: number) =>
  ({ type: "place", id, market: 0, side, kind: KIND.limit, price, quantity }) as const;

async function two(): Promise<[FakeClient, FakeClient]> {
  lab = await new ExchangeLab().start();
  const clients: [FakeClient, FakeClient] = [await lab.join(1), await lab.join(2)];
  await lab.pass(2);
  await lab.grant([1, 2], [1_000, 50]);
  await lab.batch();
  return clients;
}

describe("players in the exchange", () => {
  it("are signed in, and have so many seats each", async () => {
    lab = await new ExchangeLab().start();
    await expect(lab.join(0)).rejects.toMatchObject({ code: ROOM_REFUSAL.signInFirst });
    for (let i = 0; i < 4; i++) await lab.join(7);
    await expect(lab.join(7)).rejects.toMatchObject({ code: ROOM_REFUSAL.tooManySeats });
  });

  it("are answered within the tick, and trade at the batch's end", async () => {
    const [ada, bob] = await two();
    send(ada, order(1, SIDE.buy, 12, 5));
    send(bob, order(1, SIDE.sell, 9, 3));
    await lab.pass(2);
    expect(heard(ada)).toEqual([{ type: "accepted", player: 1, id: 1, quantity: 5 }]);
    expect([purse(stateOf(ada)), purse(stateOf(bob))]).toEqual([
      [940, 60],
      [1_000, 0],
    ]);
    expect([stateOf(ada).orders.size, stateOf(ada).levels.size, stateOf(ada).account.lastId]).toEqual([1, 0, 1]);
    await lab.batch();
    expect(heard(ada).at(-1)).toMatchObject({ type: "filled", order: 1, price: 10, quantity: 3, left: 2 });
    expect(heard(bob).map(({ type }) => type)).toEqual(["accepted", "filled"]);
    for (const client of [ada, bob]) {
      expect(stateOf(client).markets.get("0")).toMatchObject({ price: 10, quantity: 3, trades: 1 });
      expect(bookOf(stateOf(client), 0)).toMatchObject({ buys: [{ price: 12, quantity: 2 }], sells: [] });
    }
    expect([...stateOf(ada).orders.values()]).toMatchObject([{ id: 1, left: 2, filled: 3 }]);
    expect(stateOf(bob).orders.size).toBe(0);
  });

  it("see what the shop and auctions have at the batch's end, and what is theirs at once", async () => {
    const [ada, bob] = await two();
    send(bob, { type: "auction", id: 1, asset: 1, quantity: 2, reserve: 40, batches: 240 });
    await lab.pass(2);
    expect([stateOf(bob).parts.size, stateOf(bob).auctions.size]).toEqual([1, 0]);
    await lab.batch();
    expect([...stateOf(ada).auctions.values()]).toMatchObject([
      { number: 1, asset: 1, quantity: 2, price: 0, least: 40 },
    ]);
    send(ada, { type: "bid", id: 1, auction: 1, limit: 77 });
    await lab.pass(2);
    expect([...stateOf(ada).parts.values()]).toMatchObject([{ auction: 1, limit: 77 }]);
    await lab.batch();
    expect([...stateOf(bob).auctions.values()]).toMatchObject([{ price: 40, least: 42 }]);
  });

  it("are disconnected when their account is erased", async () => {
    const [ada, bob] = await two();
    await lab.put({ type: "forget", player: 1 });
    await lab.pass(5);
    expect(await ada.gone).toMatchObject(CLOSE.accountGone);
    expect(bob.closed).toBeNull();
  });
});

describe("D7: whoever sends what is no request", () => {
  it("is refused, and nothing changes", async () => {
    const [ada] = await two();
    const bodies = [[], [99], [1], [7, 1, 1], [1, 1, 0, 0, 0, 5, 5, 5, 5], Array(64).fill(255), Array(80).fill(1)];
    for (const body of bodies) {
      ada.command(0, Uint8Array.from(body));
      await lab.pass(2);
    }
    expect(ada.take("refusal").length).toBeGreaterThan(0);
    expect([heard(ada), purse(stateOf(ada)), ada.closed]).toEqual([[], [1_000, 0], null]);
  });

  it("cannot use up the ids of an account", async () => {
    const [ada] = await two();
    send(ada, order(0x7fffffff, SIDE.buy, 5, 1));
    send(ada, order(1, SIDE.buy, 5, 1));
    await lab.pass(2);
    expect(heard(ada)).toMatchObject([{ type: "refused", code: REFUSAL.idFar }, { type: "accepted" }]);
  });

  it("D8: has its requests counted with all others of its sender", async () => {
    const [ada] = await two();
    const spent: string[] = [];
    Object.assign(ada, { spend: (budget: string) => spent.push(budget) < 2 });
    send(ada, order(1, SIDE.buy, 5, 1));
    send(ada, order(2, SIDE.buy, 5, 1));
    await lab.pass(2);
    expect([spent, heard(ada).length]).toEqual([["orders", "orders"], 1]);
    expect(ada.take("refusal").map((bytes) => decodeRefusal(bytes).code)).toEqual([ROOM_REFUSAL.tooManyCommands]);
  });
});

describe("a book", () => {
  it("is at each batch what its checksum says", async () => {
    const seed = 11;
    const random = createRandom(seed);
    const [ada, bob] = await two();
    await lab.grant([1, 2], [9_000_000, 5_000]);
    const late: FakeClient[] = [];
    for (let batch = 1; batch <= 60; batch++) {
      for (const [client, side] of [
        [ada, SIDE.buy],
        [bob, SIDE.sell],
      ] as const) {
        const price = nextBetween(random, 85, 103) + 12 * side;
        if (batch > 20 && batch % 2 === side)
          send(client, { type: "cancel", id: batch, order: nextBetween(random, 1, batch - 1) });
        else send(client, order(batch, side, price, nextBetween(random, 1, 9)));
      }
      if (batch === 30) late.push(await lab.join(3));
      await lab.batch();
      for (const client of [ada, bob, ...late]) {
        const state = stateOf(client);
        expect(state.markets.get("0")?.checksum, `seed ${seed}, batch ${batch}`).toBe(bookOf(state, 0).checksum);
      }
    }
    expect(bookOf(stateOf(bob), 0).buys.length).toBe(10);
    expect(stateOf(bob).markets.get("0")?.trades).toBeGreaterThan(3);
  });
});

describe("D12: an account", () => {
  /** The same trade each time, but for what is Ada's alone. */
  async function play(variant: number) {
    lab = await new ExchangeLab().start();
    const [ada, bob] = [await lab.join(1), await lab.join(2)];
    await lab.pass(2);
    await lab.grant([1], [1_000 + variant, 50 + variant]);
    await lab.grant([2], [1_000, 50]);
    await lab.batch();
    send(bob, { type: "auction", id: 1, asset: 1, quantity: 2, reserve: 40, batches: 240 });
    await lab.batch();
    send(ada, { type: "bid", id: variant, auction: 1, limit: 500 + variant });
    send(ada, order(variant + 1, SIDE.buy, 7, 3));
    await lab.batch();
    ada.consentedLeave();
    // Takes the seat at once.
    for (let i = 0; i < 100 && (await lab.room()).clients.length > 1; i++) await Promise.resolve();
    const next = await lab.join(3);
    await lab.pass(60);
    const frames = [bob, next].map((client) =>
      client.frames.map(({ kind, bytes }) => [kind, Buffer.from(bytes).toString("hex")]),
    );
    const own = [...stateOf(next).balances.values(), ...stateOf(next).orders.values(), ...stateOf(next).parts.values()];
    await lab.close();
    return { frames, own };
  }

  it("reaches nobody else by a bit: not in states, patches, digests or events", async () => {
    const [first, second] = [await play(1), await play(2)];
    expect(first.frames[0].length).toBeGreaterThan(10);
    expect(second.frames).toEqual(first.frames);
    expect(first.own).toEqual([]);
  });
});

describe("a process that is killed", () => {
  it("leaves orders, purses and answers to the next", async () => {
    const [ada] = await two();
    send(ada, order(1, SIDE.buy, 8, 4));
    await lab.batch();
    const before = await (await lab.room()).inspect((world) => world.ledger.free.slice());
    await lab.kill();
    const again = await lab.join(1);
    await lab.batch();
    expect(purse(stateOf(again))).toEqual([968, 32]);
    expect([...stateOf(again).orders.values()]).toMatchObject([{ id: 1, price: 8, left: 4 }]);
    send(again, order(1, SIDE.buy, 8, 4));
    await lab.batch();
    expect(heard(again)).toEqual([{ type: "accepted", player: 1, id: 1, quantity: 4 }]);
    expect([stateOf(again).orders.size, purse(stateOf(again))]).toEqual([1, [968, 32]]);
    expect((await lab.room()).inspect((world) => world.ledger.free.slice())).toEqual(before);
  });
});

describe("a thousand buyers", () => {
  it("get one item once, and 999 a refusal", async () => {
    const buyers = 1_000;
    lab = await new ExchangeLab({ ...CONFIG, seats: buyers, accounts: buyers }).start();
    const clients: FakeClient[] = [];
    for (let player = 1; player <= buyers; player++) clients.push(await lab.join(player, { deaf: true }));
    await lab.pass(2);
    const players = clients.map((_, i) => i + 1);
    await lab.grant(players, [50]);
    await lab.put({ type: "issue", account: NAMED.shop, asset: 2, amount: 1 });
    for (const client of clients) send(client, { type: "buy", id: 1, item: 0, quantity: 1 });
    await lab.pass(1);
    const results = (await lab.room()).inspect(({ ledger, answers }) =>
      players.map((player) => {
        const account = accountOf(ledger, player);
        return [answers[answerAt(account, 1) + 2], freeOf(ledger, account, 2), freeOf(ledger, account, 0)].join(" ");
      }),
    );
    const count = (what: string) => results.filter((result) => result === what).length;
    expect([count("1 1 0"), count(`${-REFUSAL.soldOut} 0 50`)]).toEqual([1, buyers - 1]);
  });
});
