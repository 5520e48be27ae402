import { SIDE } from "../command.ts";
import { type Emit, REFUSAL } from "../event.ts";
import { hold, release } from "../ledger/index.ts";
import { comingBatch, endCrossing, findOrder, heldAmount, heldAsset } from "../orders.ts";
import type { World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/** Returns what is open now, or a refusal's code below 0. */
export function move(world: World, account: number, command: CommandOf<"move">, emit: Emit): number {
  const { ledger, orders, changed } = world;
  const slot = findOrder(world, account, command.order);
  if (slot < 0) return -REFUSAL.noOrder;
  const side = orders.side[slot];
  const market = orders.market[slot];
  const price = command.price === 0 ? orders.price[slot] : command.price;
  const left = command.quantity === 0 ? orders.left[slot] : command.quantity - orders.filled[slot];
  if (left <= 0) return -REFUSAL.alreadyFilled;
  const asset = heldAsset(side, market);
  const more = heldAmount(side, price, left) - heldAmount(side, orders.price[slot], orders.left[slot]);
  if (more < 0) release(ledger, account, asset, -more);
  else if (!hold(ledger, account, asset, more))
    return side === SIDE.buy ? -REFUSAL.tooFewCredits : -REFUSAL.tooFewGoods;
  orders.price[slot] = price;
  orders.left[slot] = left;
  orders.batch[slot] = comingBatch(world);
  changed[market] = 1;
  endCrossing(world, slot, emit);
  return left;
}
