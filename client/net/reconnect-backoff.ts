/** A socket that is lost sooner after its welcome increases the delay, ms. */
const STEADY_MS = 5_000;
const QUICKEST_MS = 60;
const SLOWEST_MS = 8_000;

/** The delay before a lost socket is replaced: short at first, longer if sockets are lost repeatedly. */
export class ReconnectBackoff {
  #liveAtMs = Number.NEGATIVE_INFINITY;
  #lostAtMs = 0;
  /** Number of consecutive sockets that were lost soon. */
  #brief = 0;

  onLive(nowMs: number): void {
    this.#liveAtMs = nowMs;
  }

  onLost(nowMs: number): void {
    this.#lostAtMs = nowMs;
    this.#brief = nowMs - this.#liveAtMs < STEADY_MS ? this.#brief + 1 : 0;
  }

  lostForMs(nowMs: number): number {
    return nowMs - this.#lostAtMs;
  }

  /** Delay before the next attempt. */
  get delayMs(): number {
    return Math.min(SLOWEST_MS, QUICKEST_MS * 2 ** this.#brief);
  }
}
