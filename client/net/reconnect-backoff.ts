/** A socket lost sooner than this after its welcome is replaced later and later, up to every so often. */
const STEADY_MS = 5_000;
const QUICKEST_MS = 60;
const SLOWEST_MS = 8_000;

/** How quickly lost sockets are replaced: at once, but not again and again. */
export class ReconnectBackoff {
  #liveAtMs = Number.NEGATIVE_INFINITY;
  #lostAtMs = 0;
  /** Sockets in a row that were lost soon after their welcome. */
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

  /** Until the next attempt. */
  get delayMs(): number {
    return Math.min(SLOWEST_MS, QUICKEST_MS * 2 ** this.#brief);
  }
}
