import { CREDITS, hold, payHeld } from "../ledger/index.ts";
import type { World } from "../world.ts";

/** An heir takes over an account's auctions and leading bids: an accepted bid counts whatever becomes of its bidder. */
export function inheritAuctions({ auctions, ledger }: World, account: number, heir: number): void {
  const { open } = auctions;
  const takeOver = (asset: number, amount: number) => {
    payHeld(ledger, account, heir, asset, amount);
    hold(ledger, heir, asset, amount);
  };
  for (let slot = 0; slot < open.high; slot++) {
    if (open.live[slot] === 0) continue;
    if (open.seller[slot] === account) {
      takeOver(open.asset[slot], open.quantity[slot]);
      open.seller[slot] = heir;
    }
    if (open.bids[slot] > 0 && open.leader[slot] === account) {
      takeOver(CREDITS, open.limit[slot]);
      open.leader[slot] = heir;
    }
  }
}
