import { findAuction, increment, leastBid } from "../auctions.ts";
import { EXCHANGE_BOUNDS } from "../bounds.ts";
import { type Emit, REFUSAL } from "../event.ts";
import { CREDITS, hold, type Ledger, release } from "../ledger/index.ts";
import { comingBatch } from "../orders.ts";
import type { World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/**
 * A proxy bid: the bidder names the most they would pay, and pays an increment more than the next highest bidder would. Of
 * equal bids the earlier one leads. Returns 1 if the bidder leads now, 0 if an earlier bid is as high or higher, or a
 * refusal's code below 0.
 *
 * Second price plus increment, as in Vickrey, "Counterspeculation, Auctions, and Competitive Sealed Tenders", 1961. The end
 * follows bids, because a fixed one rewards late bidding: Roth and Ockenfels, AER 2002.
 */
export function bid(world: World, account: number, { auction, limit }: CommandOf<"bid">, emit: Emit): number {
  const { auctions, ledger } = world;
  const { open } = auctions;
  const slot = findAuction(auctions, auction);
  if (slot < 0) return -REFUSAL.noAuction;
  if (open.seller[slot] === account) return -REFUSAL.ownAuction;
  const leads = open.price[slot] > 0 && open.leader[slot] === account;
  const before = leads ? open.limit[slot] : 0;
  if (limit < (leads ? before + 1 : leastBid(auctions, slot))) return -REFUSAL.lowBid;
  const beaten = !leads && limit <= open.limit[slot];
  if (!(beaten ? canPay(ledger, account, limit) : hold(ledger, account, CREDITS, limit - before)))
    return -REFUSAL.tooFewCredits;
  if (beaten) open.price[slot] = Math.min(open.limit[slot], limit + increment(limit));
  else if (leads) open.limit[slot] = limit;
  else lead(world, slot, account, limit, emit);
  open.bids[slot] = Math.min(EXCHANGE_BOUNDS.quantity, open.bids[slot] + 1);
  putOffEnd(world, slot);
  return beaten ? 0 : 1;
}

/** Whether an account could pay a bid. Whoever could not must not drive up the price of others. */
function canPay(ledger: Ledger, account: number, amount: number): boolean {
  if (!hold(ledger, account, CREDITS, amount)) return false;
  release(ledger, account, CREDITS, amount);
  return true;
}

/** Replaces the leader, who gets back what was on hold. */
function lead({ auctions, ledger }: World, slot: number, account: number, limit: number, emit: Emit): void {
  const { open } = auctions;
  const [leader, beaten, hasLeader] = [open.leader[slot], open.limit[slot], open.price[slot] > 0];
  open.price[slot] = hasLeader ? Math.min(limit, beaten + increment(beaten)) : open.reserve[slot];
  open.leader[slot] = account;
  open.limit[slot] = limit;
  if (!hasLeader) return;
  release(ledger, leader, CREDITS, beaten);
  emit({ type: "outbid", player: ledger.accounts.player[leader], auction: open.number[slot] });
}

/** An accepted bid in the last moments sets the time that is left to {@link EXCHANGE_BOUNDS.auctionRestBatches}. */
function putOffEnd(world: World, slot: number): void {
  const { open } = world.auctions;
  const end = Math.max(open.endBatch[slot], comingBatch(world) + EXCHANGE_BOUNDS.auctionRestBatches);
  open.endBatch[slot] = Math.min(end, open.lastBatch[slot]);
}
