/** Smaller differences are ignored, ms: the header has whole seconds and takes time to arrive. */
const SAME_MS = 3_000;

/** An estimate of the server's clock. Compare the server's times with this, not with the local clock, which may be hours off. */
export class ServerTime {
  readonly #now: () => number;
  #aheadMs = 0;

  /** @param now local clock, ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param date the `Date` header of an answer; null: none */
  update(date: string | null): void {
    const serverMs = Date.parse(date ?? "");
    if (Number.isNaN(serverMs)) return;
    const aheadMs = serverMs - this.#now();
    this.#aheadMs = Math.abs(aheadMs) < SAME_MS ? 0 : aheadMs;
  }

  /** ms since 1970. */
  nowMs(): number {
    return this.#now() + this.#aheadMs;
  }
}

export const serverTime = new ServerTime(() => Date.now());
