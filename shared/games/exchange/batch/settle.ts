import { SIDE } from "../command.ts";
import type { Emit } from "../event.ts";
import { feeOf } from "../fee.ts";
import { CREDITS, pay, payHeld, release } from "../ledger/index.ts";
import { NAMED } from "../named.ts";
import { goodsOf, type World } from "../world.ts";
import { type Side, slotOf } from "./sorted-orders.ts";

/**
 * Settles what was allocated at one price. Credits and goods pass through the account `clearing`, which is empty afterwards,
 * because as much is bought as is sold.
 */
export function settle(world: World, market: number, price: number, buys: Side, sells: Side, emit: Emit): void {
  deliver(world, market, sells);
  settleBuys(world, market, price, buys, emit);
  settleSells(world, market, price, sells, emit);
}

/** Sellers hand over their goods. */
function deliver({ ledger, orders, scratch }: World, market: number, { from, end }: Side): void {
  for (let i = from; i < end; i++) {
    const slot = slotOf(scratch.keys[i]);
    if (scratch.fills[slot] > 0)
      payHeld(ledger, orders.account[slot], NAMED.clearing, goodsOf(market), scratch.fills[slot]);
  }
}

/** Buyers pay the price, get their goods, and get back what their limit had set aside beyond it. The best price first. */
function settleBuys(world: World, market: number, price: number, { from, end }: Side, emit: Emit): void {
  const { ledger, orders, scratch } = world;
  for (let i = end - 1; i >= from; i--) {
    const slot = slotOf(scratch.keys[i]);
    const quantity = scratch.fills[slot];
    if (quantity === 0) continue;
    const account = orders.account[slot];
    payHeld(ledger, account, NAMED.clearing, CREDITS, price * quantity);
    release(ledger, account, CREDITS, (orders.price[slot] - price) * quantity);
    pay(ledger, NAMED.clearing, account, goodsOf(market), quantity);
    fill(world, slot, market, SIDE.buy, price, 0, emit);
  }
}

/** Sellers get their proceeds less the fee. The best price first. */
function settleSells(world: World, market: number, price: number, { from, end }: Side, emit: Emit): void {
  const { ledger, orders, scratch, config } = world;
  for (let i = from; i < end; i++) {
    const slot = slotOf(scratch.keys[i]);
    const quantity = scratch.fills[slot];
    if (quantity === 0) continue;
    const proceeds = price * quantity;
    const fee = feeOf(config, proceeds);
    pay(ledger, NAMED.clearing, NAMED.fees, CREDITS, fee);
    pay(ledger, NAMED.clearing, orders.account[slot], CREDITS, proceeds - fee);
    fill(world, slot, market, SIDE.sell, price, fee, emit);
  }
}

function fill(world: World, slot: number, market: number, side: number, price: number, fee: number, emit: Emit): void {
  const { orders, scratch, ledger } = world;
  const quantity = scratch.fills[slot];
  scratch.fills[slot] = 0;
  orders.left[slot] -= quantity;
  orders.filled[slot] += quantity;
  const player = ledger.accounts.player[orders.account[slot]];
  const [order, left] = [orders.id[slot], orders.left[slot]];
  emit({ type: "filled", player, order, market, side, price, quantity, left, fee });
}
