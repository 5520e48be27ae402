import { nextBelow } from "../../../math/random.ts";
import { SIDE } from "../command.ts";
import type { World } from "../world.ts";
import { priceOf, type Side, slotOf } from "./sorted-orders.ts";

const SLOTS = 0x1_0000;

/**
 * Shares a volume out among the orders of a side, into `scratch.fills`: by price, then by batch, then in proportion to what is
 * open, with the odd units by lot.
 */
export function allocate(world: World, side: number, orders: Side, volume: number): void {
  const { keys, fills } = world.scratch;
  const { left } = world.orders;
  let [from, end] = [orders.from, orders.end];
  for (let rest = volume; rest > 0; ) {
    // The best level that remains: the first of sellers, the last of buyers.
    const price = priceOf(side === SIDE.buy ? keys[end - 1] : keys[from]);
    let [low, high, open] = side === SIDE.buy ? [end, end, 0] : [from, from, 0];
    if (side === SIDE.buy) while (low > from && priceOf(keys[low - 1]) === price) open += left[slotOf(keys[--low])];
    else while (high < end && priceOf(keys[high]) === price) open += left[slotOf(keys[high++])];
    if (open > rest) {
      ration(world, low, high, rest);
      return;
    }
    for (let i = low; i < high; i++) fills[slotOf(keys[i])] = left[slotOf(keys[i])];
    rest -= open;
    if (side === SIDE.buy) end = low;
    else from = high;
  }
}

/** Shares out less than the orders of one level want: earlier batches first. */
function ration(world: World, low: number, high: number, volume: number): void {
  const { keys, ranked, fills } = world.scratch;
  const { left, batch } = world.orders;
  const count = high - low;
  for (let i = 0; i < count; i++) ranked[i] = batch[slotOf(keys[low + i])] * SLOTS + slotOf(keys[low + i]);
  ranked.subarray(0, count).sort((a, b) => a - b);
  let rest = volume;
  for (let from = 0; rest > 0; ) {
    const first = batch[slotOf(ranked[from])];
    let [end, open] = [from, 0];
    while (end < count && batch[slotOf(ranked[end])] === first) open += left[slotOf(ranked[end++])];
    if (open > rest) {
      proportion(world, from, end, open, rest);
      return;
    }
    for (; from < end; from++) fills[slotOf(ranked[from])] = left[slotOf(ranked[from])];
    rest -= open;
  }
}

/** Shares out less than the orders of one level and batch want. @param open what they want together */
function proportion({ orders, scratch, random }: World, from: number, end: number, open: number, volume: number): void {
  const { ranked, fills } = scratch;
  let odd = volume;
  for (let i = from; i < end; i++) {
    const slot = slotOf(ranked[i]);
    fills[slot] = shareOf(orders.left[slot], volume, open);
    odd -= fills[slot];
  }
  // Fewer units are odd than there are orders, and each order wants at least one more.
  for (let i = from; odd > 0; i++, odd--) {
    const drawn = i + nextBelow(random, end - i);
    fills[slotOf(ranked[drawn])]++;
    ranked[drawn] = ranked[i];
  }
}

/** Bits of the lower part of a quantity. */
const LOWER = 1_024;

/** Floor of `quantity × volume ÷ open` in two steps, as the product itself can pass 2^53. `volume` and `open` are below 2^36. */
export function shareOf(quantity: number, volume: number, open: number): number {
  const upper = Math.floor(quantity / LOWER) * volume;
  const lower = (upper % open) * LOWER + (quantity % LOWER) * volume;
  return Math.floor(upper / open) * LOWER + Math.floor(lower / open);
}
