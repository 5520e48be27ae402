import type { RateBound } from "./table.ts";

export type Key = string | number;

/** Sums of fractions of milliseconds are off by less. */
const ROUNDING_MS = 1e-6;
/** While every remembered sender is over its bound, the next look for one that is not waits so long. */
const LOOK_AGAIN_MS = 250;

/**
 * Token buckets by key, each kept as the time at which it will be full again. A full bucket is as good as none, so it is
 * forgotten without loss. Beyond `maxKeys`, buckets that still have tokens are forgotten, the fullest first; a bucket that has
 * none is never forgotten, and while nothing can be, further senders share one.
 */
export class KeyedRate {
  readonly #msEach: number;
  readonly #burst: number;
  readonly #windowMs: number;
  readonly #maxKeys: number;
  readonly #fullAtMs = new Map<Key, number>();
  #sharedFullAtMs = 0;
  #lookAgainAtMs = 0;

  constructor({ perSecond, burst }: RateBound, maxKeys: number) {
    this.#msEach = 1_000 / perSecond;
    this.#burst = burst;
    this.#windowMs = burst * this.#msEach;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#fullAtMs.size;
  }

  /** How long `cost` is too much, ms; 0: it may be spent. What costs more than the burst waits for a full bucket. */
  waitMs(key: Key, nowMs: number, cost: number): number {
    const afterMs = this.#fullAt(key, nowMs) + Math.min(cost, this.#burst) * this.#msEach;
    const overMs = afterMs - nowMs - this.#windowMs;
    return overMs > ROUNDING_MS ? overMs : 0;
  }

  spend(key: Key, nowMs: number, cost: number): void {
    const fullAtMs = this.#fullAt(key, nowMs) + cost * this.#msEach;
    if (this.#fullAtMs.has(key) || this.#makeRoom(nowMs)) this.#fullAtMs.set(key, fullAtMs);
    else this.#sharedFullAtMs = fullAtMs;
  }

  #fullAt(key: Key, nowMs: number): number {
    const known = this.#fullAtMs.get(key);
    if (known !== undefined) return Math.max(nowMs, known);
    return this.#makeRoom(nowMs) ? nowMs : Math.max(nowMs, this.#sharedFullAtMs);
  }

  /** Whether one more key can be remembered. */
  #makeRoom(nowMs: number): boolean {
    if (this.#fullAtMs.size < this.#maxKeys) return true;
    if (nowMs < this.#lookAgainAtMs) return false;
    // Full ones; those at least half full; those that have at least one token.
    const spentMost = [0, this.#windowMs / 2, this.#windowMs - this.#msEach];
    for (const most of spentMost) {
      for (const [key, fullAtMs] of this.#fullAtMs) if (fullAtMs - nowMs <= most) this.#fullAtMs.delete(key);
      if (this.#fullAtMs.size < this.#maxKeys) return true;
    }
    this.#lookAgainAtMs = nowMs + LOOK_AGAIN_MS;
    return false;
  }
}
