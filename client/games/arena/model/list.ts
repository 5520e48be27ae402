import type { List } from "./frame.ts";

export function newList<T>(): List<T> {
  return { count: 0, items: [] };
}

/** The next entry of a list being filled; creates it if the list was never this long. */
export function nextItem<T>(list: List<T>, create: () => T): T {
  if (list.count === list.items.length) list.items.push(create());
  return list.items[list.count++];
}
