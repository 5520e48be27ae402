import type { Tick } from "../../shared/machine.ts";

/** Unchanged inputs are sent again after this interval, so that the server can measure their arrival, ticks. */
export const KEEP_ALIVE_TICKS = 30;

/** Decides which inputs to send: those that change the input held at the server, and one now and then. */
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

  /** Whether to send the input of `tick`. @param held the input that the server holds afterwards */
  shouldSend(tick: Tick, input: Input, held: Input): boolean {
    const due = tick - this.#sentAt >= KEEP_ALIVE_TICKS || tick < this.#sentAt || !this.#same(input, this.#held);
    if (!due) return false;
    this.#sentAt = tick;
    this.#copy(held, this.#held);
    return true;
  }

  /** Sends the next input in any case: the server may have lost the held one. */
  resend(): void {
    this.#sentAt = Number.NEGATIVE_INFINITY;
  }
}
