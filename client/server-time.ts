/** Nearer than this the two clocks count as the same, ms: the header tells whole seconds, and takes its time to come. */
const SAME_MS = 3_000;

/** The server's clock as far as this page knows it. What the server says of times is compared with this, never with this machine's clock, which may be hours off. */
export class ServerTime {
  readonly #now: () => number;
  #aheadMs = 0;

  /** @param now this machine's clock, ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param date the `Date` header of an answer; null where it is not told */
  learn(date: string | null): void {
    const saidMs = Date.parse(date ?? "");
    if (Number.isNaN(saidMs)) return;
    const aheadMs = saidMs - this.#now();
    this.#aheadMs = Math.abs(aheadMs) < SAME_MS ? 0 : aheadMs;
  }

  /** ms since 1970. */
  nowMs(): number {
    return this.#now() + this.#aheadMs;
  }
}

export const serverTime = new ServerTime(() => Date.now());
