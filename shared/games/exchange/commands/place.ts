import { EXCHANGE_BOUNDS } from "../bounds.ts";
import { KIND, SIDE } from "../command.ts";
import { type Emit, REFUSAL } from "../event.ts";
import { hold } from "../ledger/index.ts";
import { addOrder, comingBatch, endCrossing, heldAmount, heldAsset } from "../orders.ts";
import type { World } from "../world.ts";
import type { CommandOf } from "./handler.ts";

/** Returns the quantity, or a refusal's code below 0. */
export function place(world: World, account: number, command: CommandOf<"place">, emit: Emit): number {
  const { config, ledger, orders, changed } = world;
  const { id, market, side, kind, quantity } = command;
  if (market >= changed.length) return -REFUSAL.noMarket;
  const price = kind === KIND.market ? collar(world, market, side) : command.price;
  if (price === 0) return -REFUSAL.noPrice;
  if (ledger.accounts.orders[account] === config.ordersPerAccount) return -REFUSAL.tooManyOrders;
  if (orders.count === orders.capacity) return -REFUSAL.exchangeFull;
  if (!hold(ledger, account, heldAsset(side, market), heldAmount(side, price, quantity)))
    return side === SIDE.buy ? -REFUSAL.tooFewCredits : -REFUSAL.tooFewGoods;
  const slot = addOrder(world, account, id);
  orders.market[slot] = market;
  orders.side[slot] = side;
  orders.immediate[slot] = kind === KIND.limit ? 0 : 1;
  orders.price[slot] = price;
  orders.left[slot] = quantity;
  orders.batch[slot] = comingBatch(world);
  changed[market] = 1;
  endCrossing(world, slot, emit);
  return quantity;
}

/** The worst price that a market order accepts. */
function collar({ config, data }: World, market: number, side: number): number {
  const last = data.lastPrice[market];
  if (side === SIDE.buy)
    return Math.min(EXCHANGE_BOUNDS.price, Math.floor((last * (1_000 + config.collarPerMille)) / 1_000));
  return Math.ceil((last * (1_000 - config.collarPerMille)) / 1_000);
}
