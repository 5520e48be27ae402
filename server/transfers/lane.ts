import type { Answer, OpenTransfer } from "../../shared/transfers/index.ts";
import type { Clock } from "../clock.ts";

/** After `patience` failures, about 15 s, a receiver is not just busy for a moment. */
const RETRY = { firstMs: 1_000, maxMs: 30_000, patience: 5 } as const;

const NO_OFFERS: readonly OpenTransfer[] = [];
const NO_ANSWERS: readonly Answer[] = [];

export interface LaneOptions {
  readonly clock: Clock;
  /** Sends what the lane holds. */
  readonly send: (lane: Lane) => Promise<void>;
  /** Nothing is left to send. */
  readonly idle: (lane: Lane) => void;
  readonly report: (error: unknown) => void;
}

/** What one room owes another: sent at once when it changes, and again, ever more rarely, until it is settled. */
export class Lane {
  readonly peer: string;
  readonly #options: LaneOptions;
  #offers = NO_OFFERS;
  #answers = NO_ANSWERS;
  #owesConfirmation = false;
  #isSending = false;
  #sendAgain = false;
  /** Sends since the last change. */
  #sends = 0;
  /** Sends that failed since the last one that did not. */
  #failures = 0;
  #cancelTimer: (() => void) | null = null;
  #closed = false;

  constructor(peer: string, options: LaneOptions) {
    this.peer = peer;
    this.#options = options;
  }

  get offers(): readonly OpenTransfer[] {
    return this.#offers;
  }

  get answers(): readonly Answer[] {
    return this.#answers;
  }

  update(offers: readonly OpenTransfer[] = NO_OFFERS, answers: readonly Answer[] = NO_ANSWERS): void {
    const before = this.#offers;
    const hasSettled = before.length > 0 && offers[0]?.number !== before[0].number;
    const isNew = offers.at(-1)?.number !== before.at(-1)?.number || offers.length > before.length;
    const isAnswered = answers !== this.#answers && answers.length > 0;
    this.#offers = offers;
    this.#answers = answers;
    if (hasSettled) this.#owesConfirmation = true;
    if (!hasSettled && !isNew && !isAnswered) {
      this.#rest();
      return;
    }
    this.#sends = 0;
    this.#send();
  }

  /** Whether to send the offers, or at least the confirmation in them. Nobody repeats a lost confirmation unasked. */
  takeOffers(): boolean {
    const owed = this.#owesConfirmation;
    this.#owesConfirmation = false;
    return owed || this.#offers.length > 0;
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
  }

  #send(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#sendAgain = true;
    if (!this.#isSending) void this.#run();
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    this.#isSending = true;
    while (this.#sendAgain && !this.#closed) {
      this.#sendAgain = false;
      await this.#trySend();
    }
    this.#isSending = false;
    this.#rest();
  }

  async #trySend(): Promise<void> {
    try {
      await this.#options.send(this);
      this.#failures = 0;
    } catch (error) {
      if (++this.#failures === RETRY.patience)
        this.#options.report(new Error(`transfers: ${this.peer} takes nothing`, { cause: error }));
    }
  }

  #rest(): void {
    if (this.#closed || this.#isSending || this.#cancelTimer !== null) return;
    if (this.#offers.length === 0 && this.#answers.length === 0) {
      this.#options.idle(this);
      return;
    }
    const delayMs = Math.min(RETRY.maxMs, RETRY.firstMs * 2 ** Math.min(this.#sends++, 20));
    this.#cancelTimer = this.#options.clock.setTimer(delayMs, () => {
      this.#cancelTimer = null;
      this.#send();
    });
  }
}
