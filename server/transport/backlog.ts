import type { TransportLimits } from "../../shared/wire/limits.ts";

/** Watches one socket's unsent bytes. Holds no timer and reads no clock. */
export class Backlog {
  readonly #limits: TransportLimits;
  /** Since when the backlog has been above its bound, monotonic ms; null: it is not. */
  #overSinceMs: number | null = null;

  constructor(limits: TransportLimits) {
    this.#limits = limits;
  }

  /** The backlog is gone. */
  clear(): void {
    this.#overSinceMs = null;
  }

  /** True: this socket has fallen too far behind, for too long, and must end. */
  exceeded(bufferedBytes: number, nowMs: number): boolean {
    if (bufferedBytes > this.#limits.backlogHardBytes) return true;
    if (bufferedBytes <= this.#limits.backlogBytes) {
      this.#overSinceMs = null;
      return false;
    }
    this.#overSinceMs ??= nowMs;
    return nowMs - this.#overSinceMs >= this.#limits.backlogGraceMs;
  }
}
