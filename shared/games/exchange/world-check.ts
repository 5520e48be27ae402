import type { Table } from "../../table.ts";
import { ANSWER_FIELDS, answerAt, answersFrom } from "./answers.ts";
import type { AUCTION_FIELDS } from "./auctions.ts";
import { EXCHANGE_BOUNDS } from "./bounds.ts";
import { REFUSAL } from "./event.ts";
import { CREDITS, freeOf, heldOf } from "./ledger/index.ts";
import { NAMED } from "./named.ts";
import { comingBatch, heldAmount, heldAsset } from "./orders.ts";
import type { ORDER_FIELDS, SEAT_FIELDS, World } from "./world.ts";

type Range = readonly [number, number];
type Ranges<F extends string> = Readonly<Record<F, Range>>;

const INT31: Range = [0, 0x7fffffff];
const CLOCK: Range = [0, 0xff_ffff_ffff];

const SEAT_RANGES: Ranges<(typeof SEAT_FIELDS)[number]> = { player: INT31, epoch: INT31 };

const COUNT: Range = [0, Number.MAX_SAFE_INTEGER];

function orderRanges(world: World): Ranges<(typeof ORDER_FIELDS)[number]> {
  const { ledger, changed } = world;
  return {
    account: [ledger.named, ledger.accounts.high - 1],
    id: [1, EXCHANGE_BOUNDS.id],
    market: [0, changed.length - 1],
    side: [0, 1],
    immediate: [0, 1],
    price: [1, EXCHANGE_BOUNDS.price],
    left: [1, EXCHANGE_BOUNDS.quantity],
    filled: [0, EXCHANGE_BOUNDS.quantity - 1],
    batch: [0, comingBatch(world)],
  };
}

function auctionRanges(world: World): Ranges<(typeof AUCTION_FIELDS)[number]> {
  const { ledger, auctions } = world;
  const account: Range = [0, ledger.accounts.high - 1];
  const longest = EXCHANGE_BOUNDS.auctionBatches[1] + EXCHANGE_BOUNDS.auctionDelayBatches;
  const end: Range = [comingBatch(world), comingBatch(world) + longest];
  return {
    number: [1, auctions.opened],
    seller: account,
    asset: [CREDITS + 1, ledger.assets - 1],
    quantity: [1, EXCHANGE_BOUNDS.quantity],
    reserve: [1, EXCHANGE_BOUNDS.bid],
    price: [0, EXCHANGE_BOUNDS.bid],
    leader: account,
    limit: [0, EXCHANGE_BOUNDS.bid],
    bids: [0, EXCHANGE_BOUNDS.quantity],
    endBatch: end,
    lastBatch: end,
  };
}

function outOfRange<F extends string>(name: string, table: Table<F>, ranges: Ranges<F>): string | null {
  for (const [column, [low, high]] of Object.entries<Range>(ranges)) {
    const values = table[column as F];
    for (let slot = 0; slot < table.high; slot++)
      if (table.live[slot] === 1 && (values[slot] < low || values[slot] > high))
        return `${name}[${slot}].${column}: ${values[slot]} is not from ${low} to ${high}`;
  }
  return null;
}

/** What open orders and auctions have on hold, by account and asset, as in the ledger. */
function holdsOf({ orders, auctions: { open }, ledger: { accounts, assets } }: World): Float64Array {
  const holds = new Float64Array(accounts.high * assets);
  for (let slot = 0; slot < orders.high; slot++) {
    if (orders.live[slot] === 0) continue;
    const side = orders.side[slot];
    const amount = heldAmount(side, orders.price[slot], orders.left[slot]);
    holds[orders.account[slot] * assets + heldAsset(side, orders.market[slot])] += amount;
  }
  for (let slot = 0; slot < open.high; slot++) {
    if (open.live[slot] === 0) continue;
    holds[open.seller[slot] * assets + open.asset[slot]] += open.quantity[slot];
    holds[open.leader[slot] * assets + CREDITS] += open.limit[slot];
  }
  return holds;
}

/** Everything on hold is for an order or an auction. */
function checkHolds(world: World): string | null {
  const { ledger } = world;
  const { accounts, assets } = ledger;
  const holds = holdsOf(world);
  for (let account = 0; account < accounts.high; account++)
    for (let asset = 0; asset < assets; asset++)
      if (heldOf(ledger, account, asset) !== holds[account * assets + asset])
        return `account ${account} has ${heldOf(ledger, account, asset)} of asset ${asset} held for nothing`;
  return null;
}

function checkAuctions({ auctions: { open }, ledger: { accounts } }: World): string | null {
  const numbers = new Set<number>();
  for (let slot = 0; slot < open.high; slot++) {
    if (open.live[slot] === 0) continue;
    const [number, price, limit, bids] = [open.number[slot], open.price[slot], open.limit[slot], open.bids[slot]];
    if (numbers.has(number)) return `auction ${number} twice`;
    numbers.add(number);
    if (accounts.live[open.seller[slot]] === 0 || accounts.live[open.leader[slot]] === 0)
      return `auction ${number} is of no account`;
    if (bids > 0 ? price < open.reserve[slot] || price > limit : price + limit + open.leader[slot] > 0)
      return `auction ${number} has ${bids} bids and stands at ${price} of ${limit}`;
    if (open.endBatch[slot] > open.lastBatch[slot]) return `auction ${number} ends after ${open.lastBatch[slot]}`;
  }
  return null;
}

/** Orders belong to accounts. */
function checkOrders(world: World): string | null {
  const { orders, ledger, config } = world;
  const { accounts } = ledger;
  const counts = new Int32Array(accounts.high);
  const ids = new Set<number>();
  for (let slot = 0; slot < orders.high; slot++) {
    if (orders.live[slot] === 0) continue;
    const [account, id] = [orders.account[slot], orders.id[slot]];
    if (accounts.live[account] === 0 || id > accounts.lastId[account]) return `orders[${slot}] is of no account`;
    const key = account * (EXCHANGE_BOUNDS.id + 1) + id;
    if (ids.has(key)) return `order ${id} of account ${account} twice`;
    ids.add(key);
    if (++counts[account] > config.ordersPerAccount) return `account ${account} has ${counts[account]} orders`;
  }
  for (let account = 0; account < accounts.high; account++) {
    if (accounts.live[account] === 0) continue;
    if (accounts.orders[account] !== counts[account]) return `accounts[${account}].orders: not ${counts[account]}`;
    if (accounts.lastId[account] < 0) return `accounts[${account}].lastId: ${accounts.lastId[account]}`;
  }
  return null;
}

function checkClearing({ ledger }: World): string | null {
  for (let asset = 0; asset < ledger.assets; asset++)
    if (freeOf(ledger, NAMED.clearing, asset) > 0) return `clearing has ${freeOf(ledger, NAMED.clearing, asset)}`;
  return null;
}

function checkAnswers({ answers, ledger }: World): string | null {
  const { accounts } = ledger;
  for (let account = 0; account < accounts.high; account++)
    for (let at = answersFrom(account); at < answersFrom(account + 1); at += ANSWER_FIELDS) {
      const [id, result] = [answers[at], answers[at + ANSWER_FIELDS - 1]];
      if (id === 0) continue;
      if (accounts.live[account] === 0 || id < 0 || id > accounts.lastId[account] || answerAt(account, id) !== at)
        return `account ${account} has an answer to request ${id}`;
      if (result < -REFUSAL.hasBids) return `request ${id}: result ${result}`;
    }
  return null;
}

/** Describes the first problem of a world: a number out of its range, or a reference to a missing row. null: it is valid. */
export function checkWorld(world: World): string | null {
  const { tick, erasures, clockS, clockTick, changed, data } = world;
  for (const [name, value, [low, high]] of [
    ["tick", tick, COUNT],
    ["erasures", erasures, INT31],
    ["clockS", clockS, CLOCK],
    ["clockTick", clockTick, [0, tick]],
  ] as const)
    if (value < low || value > high) return `${name}: ${value} is not from ${low} to ${high}`;
  for (let market = 0; market < changed.length; market++) {
    if (changed[market] > 1) return `changed[${market}]: ${changed[market]}`;
    const price = data.lastPrice[market];
    if (price < 1 || price > EXCHANGE_BOUNDS.price) return `lastPrice[${market}]: ${price}`;
  }
  return (
    checkClearing(world) ??
    outOfRange("seats", world.seats, SEAT_RANGES) ??
    outOfRange("orders", world.orders, orderRanges(world)) ??
    outOfRange("auctions", world.auctions.open, auctionRanges(world)) ??
    checkOrders(world) ??
    checkAuctions(world) ??
    checkHolds(world) ??
    checkAnswers(world)
  );
}
