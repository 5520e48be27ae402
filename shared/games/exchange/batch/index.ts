import { EXCHANGE_BOUNDS } from "../bounds.ts";
import { SIDE } from "../command.ts";
import { type Emit, END } from "../event.ts";
import { levelAt, recordTrade } from "../market-data.ts";
import { endOrder, removeOrder } from "../orders.ts";
import { nowS, type World } from "../world.ts";
import { allocate } from "./allocate.ts";
import { clearingPrice } from "./clearing-price.ts";
import { settle } from "./settle.ts";
import { endOfSide, priceOf, type Side, slotOf, sortOrders } from "./sorted-orders.ts";

/** Matches the orders of all markets that changed since the last batch, each market at one price, and publishes the result. */
export function closeBatch(world: World, emit: Emit): void {
  const { changed } = world;
  if (!changed.includes(1)) return;
  const count = sortOrders(world);
  let from = 0;
  for (let market = 0; market < changed.length; market++) {
    if (changed[market] === 0) continue;
    const middle = endOfSide(world, from, count, market, SIDE.buy);
    const end = endOfSide(world, middle, count, market, SIDE.sell);
    closeMarket(world, market, { from, end: middle }, { from: middle, end }, emit);
    from = end;
  }
  changed.fill(0);
}

function closeMarket(world: World, market: number, buys: Side, sells: Side, emit: Emit): void {
  const { price, volume } = clearingPrice(world, buys, sells, world.data.lastPrice[market]);
  if (volume > 0) {
    allocate(world, SIDE.buy, buys, volume);
    allocate(world, SIDE.sell, sells, volume);
    settle(world, market, price, buys, sells, emit);
    recordTrade(world.data, market, price, volume, world.tick, nowS(world));
    emit({ type: "traded", market, price, quantity: volume });
  }
  removeFinished(world, buys.from, sells.end, emit);
  publishLevels(world, market, SIDE.buy, buys);
  publishLevels(world, market, SIDE.sell, sells);
}

/** Removes orders that are filled, and those that do not wait. */
function removeFinished(world: World, from: number, end: number, emit: Emit): void {
  const { orders, scratch } = world;
  for (let i = from; i < end; i++) {
    const slot = slotOf(scratch.keys[i]);
    if (orders.left[slot] === 0) removeOrder(world, slot);
    else if (orders.immediate[slot] === 1) endOrder(world, slot, END.immediate, emit);
  }
}

function publishLevels({ orders, scratch, data }: World, market: number, side: number, { from, end }: Side): void {
  const { levels } = data;
  const [first, behind] = [levelAt(market, side, 0), levelAt(market, side, EXCHANGE_BOUNDS.levels)];
  levels.fill(0, first, behind);
  let at = first - 2;
  for (let i = 0; i < end - from; i++) {
    const key = scratch.keys[side === SIDE.buy ? end - 1 - i : from + i];
    const slot = slotOf(key);
    if (orders.live[slot] === 0) continue;
    const price = priceOf(key);
    if (at < first || levels[at] !== price) {
      at += 2;
      if (at === behind) return;
      levels[at] = price;
    }
    levels[at + 1] += orders.left[slot];
  }
}
