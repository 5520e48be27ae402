import type { Tick } from "../../shared/machine.ts";

/** Held controls are told again after this long, so that the server can say how early they arrive. */
export const KEEP_ALIVE_TICKS = 30;

/** Decides which ticks' inputs are sent: those that change what the server holds, and one now and then. */
export class SendPolicy<Input> {
  readonly #same: (a: Input, b: Input) => boolean;
  readonly #copy: (from: Input, to: Input) => void;
  readonly #held: Input;
  #sentAt: Tick = Number.NEGATIVE_INFINITY;

  constructor(rules: {
    newInput(): Input;
    same(a: Input, b: Input): boolean;
    copyInput(from: Input, to: Input): void;
  }) {
    this.#same = rules.same;
    this.#copy = rules.copyInput;
    this.#held = rules.newInput();
  }

  /** Whether the input of `tick` must be sent. @param held what the server holds of it after that tick */
  shouldSend(tick: Tick, input: Input, held: Input): boolean {
    const due = tick - this.#sentAt >= KEEP_ALIVE_TICKS || tick < this.#sentAt || !this.#same(input, this.#held);
    if (!due) return false;
    this.#sentAt = tick;
    this.#copy(held, this.#held);
    return true;
  }

  /** The server may have forgotten what it held: the next input is sent. */
  resend(): void {
    this.#sentAt = Number.NEGATIVE_INFINITY;
  }
}
