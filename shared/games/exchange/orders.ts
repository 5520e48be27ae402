import { addRow, removeRow } from "../../table.ts";
import { BATCH_TICKS } from "./bounds.ts";
import { SIDE } from "./command.ts";
import { type Emit, END } from "./event.ts";
import { CREDITS, release } from "./ledger/index.ts";
import { fitOrders, goodsOf, type World } from "./world.ts";

/** The asset that an order has on hold. */
export function heldAsset(side: number, market: number): number {
  return side === SIDE.buy ? CREDITS : goodsOf(market);
}

/** How much of it an order has on hold. */
export function heldAmount(side: number, price: number, left: number): number {
  return side === SIDE.buy ? price * left : left;
}

/** The number of the batch that commands of this tick take part in. It closes at the end of tick `number * BATCH_TICKS`. */
export function comingBatch({ tick }: World): number {
  return Math.ceil(tick / BATCH_TICKS);
}

/** Adds an order to its account's list. The caller has made sure that there is room, and sets the other fields. */
export function addOrder(world: World, account: number, id: number): number {
  const { orders, ledger, config, scratch } = world;
  const slot = addRow(orders);
  fitOrders(world);
  orders.account[slot] = account;
  orders.id[slot] = id;
  scratch.ordersOf[account * config.ordersPerAccount + ledger.accounts.orders[account]++] = slot;
  return slot;
}

/** The slot of an account's open order; −1: there is none. */
export function findOrder({ orders, ledger, config, scratch }: World, account: number, id: number): number {
  const from = account * config.ordersPerAccount;
  for (let i = from + ledger.accounts.orders[account] - 1; i >= from; i--) {
    const slot = scratch.ordersOf[i];
    if (orders.id[slot] === id) return slot;
  }
  return -1;
}

/** Removes an order, and releases what it has on hold. */
export function removeOrder(world: World, slot: number): void {
  const { orders, ledger, config, scratch, changed } = world;
  const account = orders.account[slot];
  const [market, side, left] = [orders.market[slot], orders.side[slot], orders.left[slot]];
  if (left > 0) release(ledger, account, heldAsset(side, market), heldAmount(side, orders.price[slot], left));
  changed[market] = 1;
  const from = account * config.ordersPerAccount;
  const end = from + ledger.accounts.orders[account]--;
  const at = scratch.ordersOf.indexOf(slot, from);
  scratch.ordersOf.copyWithin(at, at + 1, end);
  removeRow(orders, slot);
}

/** Ends an order that nobody cancelled. @param cause a value of `END` */
export function endOrder(world: World, slot: number, cause: number, emit: Emit): void {
  const { orders, ledger } = world;
  const player = ledger.accounts.player[orders.account[slot]];
  const [order, quantity] = [orders.id[slot], orders.left[slot]];
  removeOrder(world, slot);
  emit({ type: "ended", player, order, quantity, cause });
}

/** Ends all orders of an account. */
export function endOrders(world: World, account: number, emit: Emit): void {
  const { ledger, config, scratch } = world;
  while (ledger.accounts.orders[account] > 0)
    endOrder(world, scratch.ordersOf[account * config.ordersPerAccount], END.closed, emit);
}

/** Ends an account's older orders that would trade with its newest. So no batch has two orders of one account that cross. */
export function endCrossing(world: World, newest: number, emit: Emit): void {
  const { orders, ledger, config, scratch } = world;
  const account = orders.account[newest];
  const [market, side, price] = [orders.market[newest], orders.side[newest], orders.price[newest]];
  const from = account * config.ordersPerAccount;
  for (let i = from; i < from + ledger.accounts.orders[account]; ) {
    const slot = scratch.ordersOf[i];
    const crosses =
      orders.market[slot] === market &&
      orders.side[slot] !== side &&
      (side === SIDE.buy ? orders.price[slot] <= price : orders.price[slot] >= price);
    if (crosses) endOrder(world, slot, END.selfTrade, emit);
    else i++;
  }
}

/** Derives each account's list of orders. */
export function listOrders({ orders, ledger, config, scratch }: World): void {
  const listed = new Int32Array(ledger.accounts.high);
  const slots = [...orders.live.keys()].filter((slot) => orders.live[slot] === 1);
  for (const slot of slots.sort((a, b) => orders.id[a] - orders.id[b])) {
    const account = orders.account[slot];
    scratch.ordersOf[account * config.ordersPerAccount + listed[account]++] = slot;
  }
}
