import { SIDE, type World } from "../../../shared/games/exchange/index.ts";

export interface OpenOrder {
  readonly slot: number;
  readonly side: number;
  readonly price: number;
  readonly left: number;
  readonly batch: number;
}

/** What each order gets at least; at `lots` orders, one more each, or at none. */
export interface Allocation {
  readonly price: number;
  readonly volume: number;
  readonly fills: ReadonlyMap<number, number>;
  /** Of each side: orders among which so many odd units are drawn. */
  readonly lots: readonly { readonly among: readonly number[]; readonly units: number }[];
}

export function openOrders({ orders }: World, market: number): OpenOrder[] {
  return [...orders.live.keys()]
    .filter((slot) => orders.live[slot] === 1 && orders.market[slot] === market)
    .map((slot) => ({
      slot,
      side: orders.side[slot],
      price: orders.price[slot],
      left: orders.left[slot],
      batch: orders.batch[slot],
    }));
}

const sum = (orders: readonly OpenOrder[]) => orders.reduce((total, { left }) => total + left, 0);

/** The rules of a batch, slow and obvious: tries every price up to the highest, and shares out order by order. */
export function clear(orders: readonly OpenOrder[], last: number): Allocation {
  const buys = orders.filter(({ side }) => side === SIDE.buy);
  const sells = orders.filter(({ side }) => side === SIDE.sell);
  const highest = Math.max(1, ...orders.map(({ price }) => price));
  const prices = Array.from({ length: highest }, (_, i) => {
    const price = i + 1;
    const demand = sum(buys.filter((order) => order.price >= price));
    const supply = sum(sells.filter((order) => order.price <= price));
    const volume = Math.min(demand, supply);
    return { price, volume, rank: [-volume, Math.abs(demand - supply), Math.abs(price - last), price] };
  });
  const [best] = prices.sort((a, b) => {
    const differs = a.rank.findIndex((value, i) => value !== b.rank[i]);
    return differs < 0 ? 0 : a.rank[differs] - b.rank[differs];
  });
  const fills = new Map<number, number>();
  const lots = [
    share(buys, (order) => -order.price, best.volume, fills),
    share(sells, (order) => order.price, best.volume, fills),
  ];
  return { price: best.price, volume: best.volume, fills, lots };
}

/** Groups of orders that are equal by price and batch, the best first, until the volume is used up. */
function share(
  orders: readonly OpenOrder[],
  rank: (order: OpenOrder) => number,
  volume: number,
  fills: Map<number, number>,
) {
  const groups: OpenOrder[][] = [];
  for (const order of orders.toSorted((a, b) => rank(a) - rank(b) || a.batch - b.batch)) {
    const last = groups.at(-1);
    if (last !== undefined && last[0].price === order.price && last[0].batch === order.batch) last.push(order);
    else groups.push([order]);
  }
  let rest = volume;
  for (const group of groups) {
    const open = sum(group);
    if (open <= rest) {
      for (const { slot, left } of group) fills.set(slot, left);
      rest -= open;
      continue;
    }
    const floors = group.map(({ left }) => Number((BigInt(left) * BigInt(rest)) / BigInt(open)));
    for (const [i, { slot }] of group.entries()) fills.set(slot, floors[i]);
    return { among: group.map(({ slot }) => slot), units: rest - floors.reduce((total, units) => total + units, 0) };
  }
  return { among: [], units: 0 };
}
