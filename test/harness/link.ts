import { createRandom, nextUint32, type RandomState } from "../../shared/math/random.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A simulated way there and back. A WebSocket loses nothing and keeps the order, so trouble only makes things late. */
export interface LinkProfile {
  /** One way, each way, ms. */
  readonly delayMs: number;
  /** Added to each message, from 0 to this, ms. */
  readonly jitterMs: number;
}

/** Loopback, and what a player with a middling connection has: 100 ± 20 ms there and back. */
export const PERFECT: LinkProfile = { delayMs: 0.1, jitterMs: 0 };
export const MIDDLING: LinkProfile = { delayMs: 40, jitterMs: 20 };

/** One direction of a link under virtual time; delays are drawn from a seed. */
export class Lane {
  profile: LinkProfile;
  readonly #clock: VirtualClock;
  readonly #random: RandomState;
  readonly #deliver: (bytes: Uint8Array) => void;
  #lastDueMs = 0;
  /** Messages on their way. */
  flying = 0;
  cut = false;

  constructor(clock: VirtualClock, profile: LinkProfile, seed: number, deliver: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.profile = profile;
    this.#random = createRandom(seed);
    this.#deliver = deliver;
  }

  send(bytes: Uint8Array): void {
    if (this.cut) return;
    const nowMs = this.#clock.nowMs();
    const { delayMs, jitterMs } = this.profile;
    const dueMs = nowMs + delayMs + (nextUint32(this.#random) / 2 ** 32) * jitterMs;
    // What comes later never overtakes.
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    this.flying++;
    this.#clock.setTimer(this.#lastDueMs - nowMs, () => {
      this.flying--;
      if (!this.cut) this.#deliver(bytes);
    });
  }

  /** Nothing arrives for this long; then everything at once, in order. */
  stall(ms: number): void {
    this.#lastDueMs = Math.max(this.#lastDueMs, this.#clock.nowMs() + ms);
  }
}
