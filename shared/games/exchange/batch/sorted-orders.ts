import type { World } from "../world.ts";

/**
 * Sorts orders as whole numbers: market, side, price and slot, from the highest part to the lowest. 2^16 slots and 2^20
 * prices are more than the bounds allow.
 */
const SLOTS = 0x1_0000;
const PRICES = 0x10_0000;

export const slotOf = (key: number): number => key & (SLOTS - 1);
export const priceOf = (key: number): number => Math.floor(key / SLOTS) % PRICES;

/** The orders of one side of a market: `keys[from]` to `keys[end − 1]`, by rising price. */
export interface Side {
  from: number;
  end: number;
}

/** Fills `scratch.keys` with the orders of all changed markets, sorted. Returns their number. */
export function sortOrders({ orders, changed, scratch }: World): number {
  const { keys } = scratch;
  const { live, market, side, price, high } = orders;
  let count = 0;
  for (let slot = 0; slot < high; slot++) {
    if (live[slot] === 0 || changed[market[slot]] === 0) continue;
    keys[count++] = ((market[slot] * 2 + side[slot]) * PRICES + price[slot]) * SLOTS + slot;
  }
  keys.subarray(0, count).sort((a, b) => a - b);
  return count;
}

/** The end of the orders of a side that begin at `from`. */
export function endOfSide({ scratch }: World, from: number, count: number, market: number, side: number): number {
  const limit = (market * 2 + side + 1) * PRICES * SLOTS;
  let end = from;
  while (end < count && scratch.keys[end] < limit) end++;
  return end;
}
