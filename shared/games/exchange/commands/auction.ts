import { addRow, removeRow } from "../../../table.ts";
import { auctionsOf, findAuction } from "../auctions.ts";
import { EXCHANGE_BOUNDS } from "../bounds.ts";
import { REFUSAL } from "../event.ts";
import { CREDITS, hold, release } from "../ledger/index.ts";
import { comingBatch } from "../orders.ts";
import type { World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/** Puts goods of a player up for auction. Returns the auction's number, or a refusal's code below 0. */
export function auction(world: World, account: number, command: CommandOf<"auction">): number {
  const { auctions, ledger } = world;
  const { open } = auctions;
  const { asset, quantity, reserve, batches } = command;
  if (asset === CREDITS || asset >= ledger.assets) return -REFUSAL.noGoods;
  if (auctionsOf(auctions, account) >= EXCHANGE_BOUNDS.auctionsPerAccount) return -REFUSAL.tooManyAuctions;
  if (open.count === open.capacity || auctions.opened === EXCHANGE_BOUNDS.id) return -REFUSAL.exchangeFull;
  if (!hold(ledger, account, asset, quantity)) return -REFUSAL.tooFewGoods;
  const slot = addRow(open);
  open.number[slot] = ++auctions.opened;
  open.seller[slot] = account;
  open.asset[slot] = asset;
  open.quantity[slot] = quantity;
  open.reserve[slot] = reserve;
  open.endBatch[slot] = comingBatch(world) + batches;
  open.lastBatch[slot] = open.endBatch[slot] + EXCHANGE_BOUNDS.auctionDelayBatches;
  return auctions.opened;
}

/** Takes goods back that nobody has bid for. Returns how much, or a refusal's code below 0. */
export function withdraw({ auctions, ledger }: World, account: number, command: CommandOf<"withdraw">): number {
  const { open } = auctions;
  const slot = findAuction(auctions, command.auction);
  if (slot < 0 || open.seller[slot] !== account) return -REFUSAL.noAuction;
  if (open.bids[slot] > 0) return -REFUSAL.hasBids;
  const quantity = open.quantity[slot];
  release(ledger, account, open.asset[slot], quantity);
  removeRow(open, slot);
  return quantity;
}
