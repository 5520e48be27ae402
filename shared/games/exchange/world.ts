import type { Tick } from "../../machine.ts";
import { createRandom, type RandomState } from "../../math/random.ts";
import { createTable, growArray, type Table } from "../../table.ts";
import { ANSWER_FIELDS, answersFrom } from "./answers.ts";
import { type Auctions, createAuctions } from "./auctions.ts";
import { EXCHANGE_BOUNDS, TICK_HZ } from "./bounds.ts";
import { configCodec } from "./codecs.ts";
import { type ExchangeConfig, marketsOf } from "./config.ts";
import { emptyLedger, type Ledger } from "./ledger/index.ts";
import { emptyMarketData, type MarketData } from "./market-data.ts";
import { NAMED_COUNT } from "./named.ts";

export const SEAT_FIELDS = [
  /** 0: their account was erased. */
  "player",
  /** Identifies the occupant among all that the seat ever had. */
  "epoch",
] as const;

export const ORDER_FIELDS = [
  "account",
  /** Chosen by the client; rises with each of an account. */
  "id",
  "market",
  /** A value of `SIDE`. */
  "side",
  /** 1: what the next batch leaves of it is cancelled. */
  "immediate",
  /** The limit, credits per unit. */
  "price",
  /** Units still open, and units filled. */
  "left",
  "filled",
  /** The number of the first batch that it took part in, or will, in its present form. */
  "batch",
] as const;

/** The exchange's whole state. Only `scratch` is neither saved nor hashed. */
export interface World {
  readonly config: ExchangeConfig;
  readonly random: RandomState;
  tick: Tick;
  /** Number of erasures. */
  erasures: number;
  /** What the wall clock showed at a tick, s since 1970. */
  clockS: number;
  clockTick: Tick;
  readonly ledger: Ledger;
  /** By account: answers to its newest requests, see `answers.ts`. */
  answers: Int32Array;
  /** Taken seats. */
  readonly seats: Table<(typeof SEAT_FIELDS)[number]>;
  /** Open orders. */
  readonly orders: Table<(typeof ORDER_FIELDS)[number]>;
  readonly auctions: Auctions;
  /** By market: 1 if its orders changed since the last batch. */
  readonly changed: Uint8Array;
  readonly data: MarketData;
  readonly scratch: Scratch;
}

/** Derived from the rest, or valid within a batch. */
export interface Scratch {
  readonly configBytes: Uint8Array;
  /** Slots of an account's open orders from `account * config.ordersPerAccount`, by rising id. */
  ordersOf: Int32Array;
  /** By slot of an order: what this batch fills of it. */
  fills: Int32Array;
  /** Orders to be sorted: of the changed markets, and of one level. */
  keys: Float64Array;
  ranked: Float64Array;
}

/** Without accounts. */
export function emptyWorld(seed: number, config: ExchangeConfig): World {
  const markets = marketsOf(config);
  const ledger = emptyLedger(NAMED_COUNT, NAMED_COUNT + config.accounts, assetsOf(config));
  const orders = createTable(config.orders, ORDER_FIELDS);
  const world: World = {
    config,
    random: createRandom(seed),
    tick: 0,
    erasures: 0,
    clockS: 0,
    clockTick: 0,
    ledger,
    answers: new Int32Array(0),
    seats: createTable(config.seats, SEAT_FIELDS, config.seats),
    orders,
    auctions: createAuctions(),
    changed: new Uint8Array(markets),
    data: emptyMarketData(markets),
    scratch: {
      configBytes: configCodec.encode(config),
      ordersOf: new Int32Array(0),
      fills: new Int32Array(0),
      keys: new Float64Array(0),
      ranked: new Float64Array(0),
    },
  };
  fitAccounts(world);
  fitOrders(world);
  return world;
}

/** Makes room beside the tables for as many accounts as the ledger has room for. */
export function fitAccounts(world: World): void {
  const { ledger, config, scratch } = world;
  const room = ledger.accounts.live.length;
  const answers = room * EXCHANGE_BOUNDS.answers * ANSWER_FIELDS;
  if (answers === world.answers.length) return;
  world.answers = growArray(world.answers, answers);
  scratch.ordersOf = growArray(scratch.ordersOf, room * config.ordersPerAccount);
}

/** Forgets the answers to an account's requests, before its place is another's. */
export function forgetAnswers({ answers }: World, account: number): void {
  answers.fill(0, answersFrom(account), answersFrom(account + 1));
}

export function fitOrders({ orders, scratch }: World): void {
  const room = orders.live.length;
  if (room === scratch.fills.length) return;
  scratch.fills = growArray(scratch.fills, room);
  scratch.keys = growArray(scratch.keys, room);
  scratch.ranked = growArray(scratch.ranked, room);
}

/** The wall clock as of the world's tick, s since 1970. */
export function nowS({ clockS, clockTick, tick }: World): number {
  return clockS + Math.floor((tick - clockTick) / TICK_HZ);
}

/** The asset that a market trades for credits. */
export const goodsOf = (market: number): number => 1 + market;

/** The asset of an item. */
export const itemAsset = (config: ExchangeConfig, item: number): number => 1 + marketsOf(config) + item;

const assetsOf = (config: ExchangeConfig): number => itemAsset(config, config.items.length);
