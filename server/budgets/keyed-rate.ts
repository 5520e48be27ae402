import type { RateBound } from "./budget-table.ts";

export type Key = string | number;

/** Tolerance for rounding errors in sums. */
const ROUNDING_MS = 1e-6;
/** When no bucket can be evicted, the next attempt waits this long. */
const EVICTION_RETRY_MS = 250;

/**
 * Token buckets by key. Each is stored as the time at which it will be full, so full buckets can be dropped without
 * loss. Beyond `maxKeys`, buckets with tokens are evicted, the fullest first. Empty buckets are never evicted; while
 * nothing can be, new senders share one bucket.
 */
export class KeyedRate {
  readonly #msPerToken: number;
  readonly #burst: number;
  readonly #windowMs: number;
  readonly #maxKeys: number;
  readonly #fullAtMs = new Map<Key, number>();
  #sharedFullAtMs = 0;
  #evictionRetryAtMs = 0;

  constructor({ perSecond, burst }: RateBound, maxKeys: number) {
    this.#msPerToken = 1_000 / perSecond;
    this.#burst = burst;
    this.#windowMs = burst * this.#msPerToken;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#fullAtMs.size;
  }

  /** Wait until `cost` may be spent, ms; 0: now. A cost above the burst waits for a full bucket. */
  waitMs(key: Key, nowMs: number, cost: number): number {
    const afterMs = this.#fullAt(key, nowMs) + Math.min(cost, this.#burst) * this.#msPerToken;
    const overMs = afterMs - nowMs - this.#windowMs;
    return overMs > ROUNDING_MS ? overMs : 0;
  }

  spend(key: Key, nowMs: number, cost: number): void {
    const fullAtMs = this.#fullAt(key, nowMs) + cost * this.#msPerToken;
    if (this.#fullAtMs.has(key) || this.#makeRoom(nowMs)) this.#fullAtMs.set(key, fullAtMs);
    else this.#sharedFullAtMs = fullAtMs;
  }

  #fullAt(key: Key, nowMs: number): number {
    const known = this.#fullAtMs.get(key);
    if (known !== undefined) return Math.max(nowMs, known);
    return this.#makeRoom(nowMs) ? nowMs : Math.max(nowMs, this.#sharedFullAtMs);
  }

  /** Makes room for one more key. Returns whether there is any. */
  #makeRoom(nowMs: number): boolean {
    if (this.#fullAtMs.size < this.#maxKeys) return true;
    if (nowMs < this.#evictionRetryAtMs) return false;
    // Evict full ones; then those at least half full; then those with at least one token.
    const maxSpentMs = [0, this.#windowMs / 2, this.#windowMs - this.#msPerToken];
    for (const maxMs of maxSpentMs) {
      for (const [key, fullAtMs] of this.#fullAtMs) if (fullAtMs - nowMs <= maxMs) this.#fullAtMs.delete(key);
      if (this.#fullAtMs.size < this.#maxKeys) return true;
    }
    this.#evictionRetryAtMs = nowMs + EVICTION_RETRY_MS;
    return false;
  }
}
