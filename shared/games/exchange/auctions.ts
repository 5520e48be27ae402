import { createTable, type Table } from "../../table.ts";
import { EXCHANGE_BOUNDS } from "./bounds.ts";

export const AUCTION_FIELDS = [
  /** Rises with each auction of the exchange, from 1. */
  "number",
  /** The account that gets the proceeds. */
  "seller",
  /** What is sold, on hold in the seller's account. */
  "asset",
  "quantity",
  /** The least first bid, credits. */
  "reserve",
  /** What the leader would pay now, credits; 0: nobody has bid. */
  "price",
  /** The account with the highest bid, and the most that it pays, on hold there, credits; 0: nobody has bid. */
  "leader",
  "limit",
  /** Number of accepted bids, up to {@link EXCHANGE_BOUNDS.quantity}. */
  "bids",
  /** Numbers of the batch at whose end it ends, and of the last one that bids can put this off to. */
  "endBatch",
  "lastBatch",
] as const;

export interface Auctions {
  /** The open ones. */
  readonly open: Table<(typeof AUCTION_FIELDS)[number]>;
  /** How many were ever opened: the number of the newest. */
  opened: number;
}

export function createAuctions(): Auctions {
  return { open: createTable(EXCHANGE_BOUNDS.auctions, AUCTION_FIELDS), opened: 0 };
}

/** The slot of an open auction; −1: there is none. */
export function findAuction({ open }: Auctions, number: number): number {
  for (let slot = 0; slot < open.high; slot++) if (open.live[slot] === 1 && open.number[slot] === number) return slot;
  return -1;
}

/** How many open auctions an account sells in. */
export function auctionsOf({ open }: Auctions, seller: number): number {
  let count = 0;
  for (let slot = 0; slot < open.high; slot++) if (open.live[slot] === 1 && open.seller[slot] === seller) count++;
  return count;
}

/** The batch at whose end the next auction ends; null: none is open. */
export function nextEndBatch({ open }: Auctions): number | null {
  let next: number | null = null;
  for (let slot = 0; slot < open.high; slot++)
    if (open.live[slot] === 1 && (next === null || open.endBatch[slot] < next)) next = open.endBatch[slot];
  return next;
}

/** The least bid that is accepted from somebody who does not lead, credits. */
export function leastBid({ open }: Auctions, slot: number): number {
  const price = open.price[slot];
  return price === 0 ? open.reserve[slot] : price + increment(price);
}

/** By how much a bid must exceed another, credits: a twentieth. */
export function increment(price: number): number {
  return Math.max(1, Math.floor(price / 20));
}
