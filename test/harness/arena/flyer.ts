import { CONTROL, type Controls } from "../../../shared/games/arena/controls.ts";
import { TURN } from "../../../shared/math/fixed.ts";
import { nextBelow, nextBetween, type RandomState } from "../../../shared/math/random.ts";

/** How long a person holds the same keys, ms. */
const HOLD_MS = [120, 480] as const;
const TURNS = [CONTROL.left, CONTROL.right, 0] as const;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Hands that turn a few times a second, mostly thrust, and stay within so many px of a place. */
export class Flyer {
  readonly #random: RandomState;
  readonly #leastPx: number;
  readonly #mostPx: number;
  #untilMs = 0;
  #bits = 0;

  constructor(random: RandomState, leastPx: number, mostPx: number) {
    this.#random = random;
    this.#leastPx = leastPx;
    this.#mostPx = mostPx;
  }

  fly(ship: Place, around: Place, nowMs: number, out: Controls): void {
    if (nowMs >= this.#untilMs) {
      this.#untilMs = nowMs + nextBetween(this.#random, ...HOLD_MS);
      this.#bits = TURNS[nextBelow(this.#random, TURNS.length)] | (nextBelow(this.#random, 5) > 0 ? CONTROL.thrust : 0);
    }
    const [dx, dy] = [ship.x - around.x, ship.y - around.y];
    const awayPx = Math.hypot(dx, dy);
    out.bits = this.#bits;
    out.aim = 0;
    if (awayPx > this.#leastPx && awayPx < this.#mostPx) return;
    const home = awayPx > this.#mostPx ? Math.PI : 0;
    out.bits = CONTROL.aim | CONTROL.thrust;
    // As coarse as a hand is, and sent no more often.
    out.aim = (Math.round(((Math.atan2(dy, dx) + home) / (2 * Math.PI)) * 32) * (TURN / 32)) & (TURN - 1);
  }
}
