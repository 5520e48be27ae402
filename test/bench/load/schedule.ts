import { createRandom, nextBelow, nextBetween } from "../../../shared/math/random.ts";

/** What a player of the benchmark holds down, as bits. */
export const HELD = { thrust: 1, left: 2, right: 4, fire: 8 } as const;

const CHANGE_MS: readonly [number, number] = [250, 750];
const FIRE_MS: readonly [number, number] = [500, 1_500];
/** How long the trigger is held. */
const PRESS_MS = 40;

/**
 * One player's hands: steers anew twice a second and fires once a second on average, at random moments. The same seed
 * gives the same hands whatever server they play on.
 */
export class Hands {
  held = 0;
  readonly #random: Int32Array;
  #changeMs: number;
  #fireMs: number;
  #letGoMs = Number.POSITIVE_INFINITY;

  constructor(seed: number) {
    this.#random = createRandom(seed);
    this.#changeMs = nextBelow(this.#random, CHANGE_MS[1]);
    this.#fireMs = nextBelow(this.#random, FIRE_MS[1]);
  }

  /** Brings the hands to `nowMs` since the start, one change at most; whether {@link held} is another now. */
  update(nowMs: number): boolean {
    if (nowMs >= this.#letGoMs) {
      this.#letGoMs = Number.POSITIVE_INFINITY;
      this.held &= ~HELD.fire;
      return true;
    }
    if (nowMs >= this.#fireMs) {
      this.#fireMs += nextBetween(this.#random, ...FIRE_MS);
      this.#letGoMs = nowMs + PRESS_MS;
      this.held |= HELD.fire;
      return true;
    }
    if (nowMs < this.#changeMs) return false;
    this.#changeMs += nextBetween(this.#random, ...CHANGE_MS);
    const before = this.held;
    // A change that changes nothing would be none.
    while (this.held === before) this.held = (before & HELD.fire) | this.#steer();
    return true;
  }

  #steer(): number {
    const thrust = nextBelow(this.#random, 5) < 3 ? HELD.thrust : 0;
    return thrust | ([0, HELD.left, HELD.right][nextBelow(this.#random, 3)] as number);
  }
}
