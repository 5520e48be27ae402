import { type Emit, REFUSAL } from "../event.ts";
import { CREDITS, freeOf, pay } from "../ledger/index.ts";
import { NAMED } from "../named.ts";
import { itemAsset, type World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/** Takes items from stock and pays for them, or does neither. Returns the quantity, or a refusal's code below 0. */
export function buy(world: World, account: number, command: CommandOf<"buy">, emit: Emit): number {
  const { config, ledger } = world;
  const { id, item, quantity } = command;
  const price = config.items[item]?.price ?? 0;
  if (price === 0) return -REFUSAL.notForSale;
  const asset = itemAsset(config, item);
  if (freeOf(ledger, NAMED.shop, asset) < quantity) return -REFUSAL.soldOut;
  if (!pay(ledger, account, NAMED.shop, CREDITS, price * quantity)) return -REFUSAL.tooFewCredits;
  pay(ledger, NAMED.shop, account, asset, quantity);
  emit({ type: "delivered", player: ledger.accounts.player[account], order: id, item, quantity, price });
  return quantity;
}
