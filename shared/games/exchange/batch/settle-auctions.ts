import { removeRow } from "../../../table.ts";
import type { Emit } from "../event.ts";
import { feeOf } from "../fee.ts";
import { CREDITS, payHeld, release } from "../ledger/index.ts";
import { NAMED } from "../named.ts";
import { comingBatch } from "../orders.ts";
import type { World } from "../world.ts";

/** Ends the auctions that end with this batch: the leader pays and gets the goods, or the seller gets them back. */
export function settleAuctions(world: World, emit: Emit): void {
  const { open } = world.auctions;
  const batch = comingBatch(world);
  for (let slot = 0; slot < open.high; slot++) {
    if (open.live[slot] === 0 || open.endBatch[slot] > batch) continue;
    if (open.bids[slot] > 0) sell(world, slot, emit);
    else giveBack(world, slot, emit);
    removeRow(open, slot);
  }
}

function sell({ auctions, ledger, config }: World, slot: number, emit: Emit): void {
  const { number, seller, asset, quantity, leader, price, limit } = auctions.open;
  const [from, to] = [seller[slot], leader[slot]];
  const fee = feeOf(config, price[slot]);
  payHeld(ledger, to, from, CREDITS, price[slot] - fee);
  payHeld(ledger, to, NAMED.fees, CREDITS, fee);
  release(ledger, to, CREDITS, limit[slot] - price[slot]);
  payHeld(ledger, from, to, asset[slot], quantity[slot]);
  const sale = { auction: number[slot], asset: asset[slot], quantity: quantity[slot], price: price[slot] };
  emit({ type: "won", player: ledger.accounts.player[to], ...sale });
  emit({ type: "sold", player: ledger.accounts.player[from], ...sale, fee });
  emit({ type: "closed", auction: number[slot], price: price[slot] });
}

function giveBack({ auctions, ledger }: World, slot: number, emit: Emit): void {
  const { number, seller, asset, quantity } = auctions.open;
  release(ledger, seller[slot], asset[slot], quantity[slot]);
  emit({ type: "unsold", player: ledger.accounts.player[seller[slot]], auction: number[slot] });
  emit({ type: "closed", auction: number[slot], price: 0 });
}
