import { clamp } from "../../../math/fixed.ts";
import type { World } from "../world.ts";
import { priceOf, type Side, slotOf } from "./sorted-orders.ts";

export interface Clearing {
  price: number;
  /** Units; 0: nothing trades. */
  volume: number;
}

interface Best extends Clearing {
  imbalance: number;
  distance: number;
}

/**
 * The one price of a market's batch: it trades the most; of such prices, the one that leaves the least imbalance of demand and
 * supply; then the nearest to the last price; then the lower.
 */
export function clearingPrice(world: World, buys: Side, sells: Side, last: number): Clearing {
  const best: Best = { price: 0, volume: 0, imbalance: 0, distance: 0 };
  if (buys.from === buys.end || sells.from === sells.end) return best;
  const { keys } = world.scratch;
  const { left } = world.orders;
  const highest = priceOf(keys[buys.end - 1]);
  let price = priceOf(keys[sells.from]);
  // Buyers at this price or above, and sellers at it or below: no price outside of these two trades anything.
  let [buy, demand] = [buys.end, 0];
  while (buy > buys.from && priceOf(keys[buy - 1]) >= price) demand += left[slotOf(keys[--buy])];
  let [sell, supply] = [sells.from, 0];
  while (price <= highest) {
    while (sell < sells.end && priceOf(keys[sell]) === price) supply += left[slotOf(keys[sell++])];
    consider(best, price, price, demand, supply, last);
    while (buy < buys.end && priceOf(keys[buy]) === price) demand -= left[slotOf(keys[buy++])];
    if (buy === buys.end) break;
    const nextBuy = priceOf(keys[buy]);
    const next = sell < sells.end ? Math.min(nextBuy, priceOf(keys[sell])) : nextBuy;
    // Between two prices of orders, demand and supply are the same everywhere.
    if (next > price + 1) consider(best, price + 1, next - 1, demand, supply, last);
    price = next;
  }
  return best;
}

/** Takes the best of equal prices, if it is better. Called by rising price. */
function consider(best: Best, low: number, high: number, demand: number, supply: number, last: number): void {
  const volume = Math.min(demand, supply);
  const imbalance = Math.abs(demand - supply);
  if (volume < best.volume || volume === 0) return;
  const price = clamp(last, low, high);
  const distance = Math.abs(price - last);
  if (volume === best.volume) {
    if (imbalance > best.imbalance) return;
    if (imbalance === best.imbalance && distance >= best.distance) return;
  }
  best.price = price;
  best.volume = volume;
  best.imbalance = imbalance;
  best.distance = distance;
}
