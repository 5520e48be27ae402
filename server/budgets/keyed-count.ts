import type { Key } from "./keyed-rate.ts";

/** Counts by key; keys with zero are dropped. */
export class KeyedCount {
  readonly limit: number;
  readonly #held = new Map<Key, number>();

  constructor(most: number) {
    this.limit = most;
  }

  of(key: Key): number {
    return this.#held.get(key) ?? 0;
  }

  /** @param amount may be negative */
  add(key: Key, amount: number): void {
    const held = this.of(key) + amount;
    if (held > 0) this.#held.set(key, held);
    else this.#held.delete(key);
  }
}
