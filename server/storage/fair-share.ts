/** An item that is stored while there is space, and the players who made it; null: unknown. */
export interface QuotaItem {
  readonly bytes: number;
  readonly players: readonly string[] | null;
}

/** Items of unknown players share one quota. */
const UNKNOWN = "";

/**
 * Selects the items to drop so that the rest keep both limits. It drops from the players with the most items first, and
 * of equals the oldest. So nobody can evict other players' items by making many.
 *
 * @param oldestFirst all items
 * @returns in the order of the list
 */
export function overFairShare<T extends QuotaItem>(oldestFirst: readonly T[], most: number, mostBytes: number): T[] {
  const left = new Set(oldestFirst);
  const made = new Map<string, number>();
  const makers = ({ players }: T) => (players === null || players.length === 0 ? [UNKNOWN] : players);
  const count = (item: T, by: number) => {
    for (const maker of makers(item)) made.set(maker, (made.get(maker) ?? 0) + by);
  };
  for (const item of oldestFirst) count(item, 1);
  let bytes = oldestFirst.reduce((sum, item) => sum + item.bytes, 0);
  const gone: T[] = [];
  while (left.size > 0 && (left.size > most || bytes > mostBytes)) {
    let first: T | undefined;
    let firstMade = 0;
    for (const item of left) {
      const least = Math.min(...makers(item).map((maker) => made.get(maker) ?? 0));
      if (first !== undefined && least <= firstMade) continue;
      first = item;
      firstMade = least;
    }
    if (first === undefined) break;
    left.delete(first);
    count(first, -1);
    bytes -= first.bytes;
    gone.push(first);
  }
  return oldestFirst.filter((item) => !left.has(item));
}
