import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANSWER_FIELDS, answersFrom } from "../../../shared/games/exchange/answers.ts";
import { AUCTION_FIELDS } from "../../../shared/games/exchange/auctions.ts";
import {
  CREDITS,
  type Event,
  exchange,
  exchangeConfig,
  KIND,
  NAMED,
  type Request,
  SIDE,
  type World,
} from "../../../shared/games/exchange/index.ts";
import { CodecError } from "../../../shared/machine.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { type Brief, Floor, SMALL } from "./lab.ts";
import { SCRIPT_PLAYERS, script } from "./script.ts";

const openFloor = () =>
  new Floor({ orders: 24, ordersPerAccount: 5, feePerTenThousand: 25 }).seat(SCRIPT_PLAYERS, 5_000, 300);

/** What of an event names a player; undefined: it is not for one alone. */
const playerOf = (event: Event) =>
  "order" in event || "id" in event || ("auction" in event && "player" in event) ? event.player : undefined;

describe("whatever is asked of an exchange", () => {
  it("every unit and credit is accounted for at each tick, and no two orders of an account cross", () => {
    fc.assert(
      fc.property(script, (ticks) => {
        const floor = openFloor();
        for (const briefs of ticks) {
          floor.tick(...briefs);
          floor.checkSums();
          expect(crossings(floor.world)).toEqual([]);
        }
        while (floor.world.auctions.open.count > 0) floor.batch();
        floor.checkSums();
        // What is on hold, to the unit, is what the open orders need.
        expect(() => exchange.load(exchange.save(floor.world))).not.toThrow();
      }),
      { numRuns: 25 },
    );
  });

  it("a saved world is that world: same bytes, same hash, same future", () => {
    fc.assert(
      fc.property(script, script, (before, after) => {
        const floor = openFloor();
        for (const briefs of before) floor.tick(...briefs);
        const saved = exchange.save(floor.world);
        const other = new Floor({}, exchange.load(saved));
        expect(exchange.save(other.world)).toEqual(saved);
        for (const briefs of after) {
          expect(other.tick(...briefs)).toEqual(floor.tick(...briefs));
        }
        expect(exchange.hash(other.world)).toEqual(exchange.hash(floor.world));
        expect(exchange.save(other.world)).toEqual(exchange.save(floor.world));
      }),
      { numRuns: 20 },
    );
  });

  it("a request that comes twice does what it does once, and is answered twice", () => {
    fc.assert(
      fc.property(script, (ticks) => {
        const [once, twice] = [openFloor(), openFloor()];
        const isRequest = ({ ago, id }: Brief) => ago === undefined && id !== undefined;
        for (const briefs of ticks) {
          const events = once.tick(...briefs);
          const again = twice.tick(...briefs.flatMap((one) => (isRequest(one) ? [one, one] : [one])));
          expect(again.filter((event, i) => i === 0 || !isRepeat(event, again[i - 1]))).toEqual(
            events.filter((event, i) => i === 0 || !isRepeat(event, events[i - 1])),
          );
        }
        expect(exchange.hash(twice.world)).toBe(exchange.hash(once.world));
      }),
      { numRuns: 20 },
    );
  });

  it("what is only their owner's names its player, and nothing else does", () => {
    fc.assert(
      fc.property(script, (ticks) => {
        const floor = openFloor();
        for (const briefs of ticks)
          for (const event of floor.tick(...briefs))
            expect(playerOf(event) === undefined).toBe(
              ["traded", "closed", "issued", "granted", "forgotten"].includes(event.type),
            );
      }),
      { numRuns: 10 },
    );
  });
});

const isRepeat = (event: Event, before: Event) => JSON.stringify(event) === JSON.stringify(before);

function spoilClearing({ ledger }: World): void {
  ledger.free[NAMED.clearing * ledger.assets + CREDITS] = 1;
  ledger.issued[CREDITS]++;
}

function crossings({ orders }: World): string[] {
  const open = [...orders.live.keys()].filter((slot) => orders.live[slot] === 1);
  const pairs = open.flatMap((buy) => open.map((sell) => [buy, sell]));
  return pairs
    .filter(
      ([buy, sell]) =>
        orders.side[buy] === SIDE.buy &&
        orders.side[sell] === SIDE.sell &&
        orders.account[buy] === orders.account[sell] &&
        orders.market[buy] === orders.market[sell] &&
        orders.price[buy] >= orders.price[sell],
    )
    .map(([buy, sell]) => `${buy} and ${sell}`);
}

/** A floor after some busy batches, with every kind of data in it. */
function busyFloor(): Floor {
  const floor = new Floor({ orders: 64 }).seat(SCRIPT_PLAYERS, 500_000, 30_000);
  const random = createRandom(3);
  floor.tick({ type: "clock", atS: 1_700_000_000 });
  for (let id = 1; id <= 40; id++) {
    const orders = Array.from({ length: SCRIPT_PLAYERS }, (_, seat) => ({
      ...{ type: "place" as const, seat, id, market: nextBelow(random, 2), side: seat % 2, kind: KIND.limit },
      ...{ price: 7 + nextBelow(random, 7), quantity: 1 + nextBelow(random, 20) },
    }));
    floor.batch(...orders);
  }
  floor.tick(
    { type: "auction", seat: 0, id: 101, asset: 1, quantity: 5, reserve: 10, batches: 240 },
    { type: "bid", seat: 1, id: 101, auction: 1, limit: 30 },
  );
  floor.tick({ type: "forget", player: 3 }, { type: "place", seat: 0, id: 102, price: 9, quantity: 3 });
  return floor;
}

/** Every number of a world, found by itself: arrays of numbers, and numbers, but not those of the configuration or derived. */
function* numbersOf(of: object, path = ""): Generator<{ path: string; read(): number; write(value: number): void }> {
  for (const [key, value] of Object.entries(of)) {
    if (
      ["config", "scratch", "slots", "columns", "capacity", "named", "assets", "fields", "length", "count"].includes(
        key,
      )
    )
      continue;
    if (typeof value === "number")
      yield { path: `${path}.${key}`, read: () => value, write: (to) => Object.assign(of, { [key]: to }) };
    else if (ArrayBuffer.isView(value)) {
      const numbers = value as Int32Array;
      for (const i of sampled(numbers))
        yield { path: `${path}.${key}[${i}]`, read: () => numbers[i], write: (to) => numbers.fill(to, i, i + 1) };
    } else if (typeof value === "object" && value !== null) yield* numbersOf(value, `${path}.${key}`);
  }
}

/** The first numbers of an array that are not 0, and its first. */
function sampled(numbers: Int32Array): number[] {
  return [0, ...[...numbers.keys()].filter((i) => numbers[i] !== 0).slice(0, 12)];
}

describe("the hash of an exchange", () => {
  it("tells every number of the world", () => {
    const { world } = busyFloor();
    const before = exchange.hash(world);
    const seen = new Set<string>();
    for (const { path, read, write } of numbersOf(world)) {
      const value = read();
      // Beyond the used part of the list of free rows.
      if (/\.free\[/.test(path) && !path.startsWith(".ledger.free") && value === 0) continue;
      write(value === 1 ? 0 : 1);
      expect([path, exchange.hash(world) === before]).toEqual([path, false]);
      write(value);
      seen.add(path.replace(/\[.*/, ""));
    }
    expect(exchange.hash(world)).toBe(before);
    for (const column of ["account", "id", "market", "side", "immediate", "price", "left", "filled", "batch"])
      expect(seen).toContain(`.orders.${column}`);
    for (const column of AUCTION_FIELDS) expect(seen).toContain(`.auctions.open.${column}`);
    for (const path of [
      ".auctions.opened",
      ".tick",
      ".clockS",
      ".answers",
      ".changed",
      ".data.levels",
      ".data.tape.rows",
      ".ledger.held",
    ])
      expect(seen).toContain(path);
  });
});

describe("a saved exchange", () => {
  it.each<[string, (world: World) => void]>([
    ["an order without an account", ({ orders, ledger }) => orders.account.fill(ledger.named + 2, 0, 1)],
    ["more on hold than orders need", ({ orders }) => orders.left[orders.live.indexOf(1)]++],
    ["an order that its account has not placed", ({ ledger }) => ledger.accounts.lastId.fill(3)],
    [
      "an answer in another's place",
      ({ answers, ledger }) =>
        answers.copyWithin(
          answersFrom(ledger.named) + ANSWER_FIELDS,
          answersFrom(ledger.named),
          answersFrom(ledger.named) + ANSWER_FIELDS,
        ),
    ],
    ["credits in clearing", spoilClearing],
    ["a market without a price", ({ data }) => data.lastPrice.fill(0)],
    ["a seat of a named account", ({ seats }) => seats.player.fill(-1, 0, 1)],
  ])("with %s is refused", (_, spoil) => {
    const { world } = busyFloor();
    const good = exchange.save(world);
    expect(() => exchange.load(good)).not.toThrow();
    spoil(world);
    expect(() => exchange.load(exchange.save(world))).toThrow(CodecError);
  });

  it("is refused when it is cut short", () => {
    const saved = exchange.save(busyFloor().world);
    for (let length = 0; length < saved.length; length += 97)
      expect(() => exchange.load(saved.subarray(0, length))).toThrow(CodecError);
  });
});

describe("the codecs of an exchange", () => {
  it("give back every command and the configuration as they were", () => {
    const { command, config } = exchange.codecs;
    const most: Request = {
      type: "place",
      seat: 65_535,
      id: 0x7fffffff,
      market: 63,
      side: 1,
      kind: 2,
      price: 1_000_000,
      quantity: 1_000_000,
    };
    expect(command.decode(command.encode(most))).toEqual(most);
    const small = exchangeConfig(SMALL);
    expect(config.decode(config.encode(small))).toEqual(small);
  });
});
