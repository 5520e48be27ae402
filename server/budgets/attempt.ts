import { AsyncLocalStorage } from "node:async_hooks";
import { type BudgetRefusal, type Budgets, Hold, type Sender } from "./budgets.ts";
import type { HoldName } from "./table.ts";

/** What an attempt to take a seat holds once it succeeded. */
export interface SeatHolds {
  readonly seat: Hold | null;
  /** The room, where it was made for this. */
  readonly room: Hold | null;
}

/**
 * Somebody's attempt to take a seat, from the request to the room. Core's matchmaking lies between and passes nothing of the
 * kind on, so rooms ask for it with {@link currentAttempt}.
 */
export class SeatAttempt {
  readonly #budgets: Budgets;
  #sender: Sender;
  #seat: Hold | null = null;
  #room: Hold | null = null;

  constructor(budgets: Budgets, sender: Sender) {
    this.#budgets = budgets;
    this.#sender = sender;
  }

  /** Whoever asks is this player; 0: nobody showed a token. */
  identify(player: number): void {
    if (player !== 0) this.#sender = { ...this.#sender, identity: player };
  }

  /** Core may ask more than once in one attempt: a seat is held once. */
  holdSeat(budget: HoldName): BudgetRefusal | null {
    if (this.#seat !== null) return null;
    const held = this.#budgets.hold(budget, this.#sender);
    if (!(held instanceof Hold)) return held;
    this.#seat = held;
    return null;
  }

  holdRoom(): BudgetRefusal | null {
    const held = this.#budgets.hold("rooms", this.#sender);
    if (!(held instanceof Hold)) return held;
    this.#room?.release();
    this.#room = held;
    return null;
  }

  /** Hands over what is held: whoever takes it releases it. */
  take(): SeatHolds {
    const taken = { seat: this.#seat, room: this.#room };
    this.#seat = this.#room = null;
    return taken;
  }

  /** Releases what nobody took. */
  end(): void {
    const { seat, room } = this.take();
    seat?.release();
    room?.release();
  }
}

const attempts = new AsyncLocalStorage<SeatAttempt>();

/** Runs `work`, within which {@link currentAttempt} is this one. */
export async function during<T>(attempt: SeatAttempt, work: () => Promise<T>): Promise<T> {
  try {
    return await attempts.run(attempt, work);
  } finally {
    attempt.end();
  }
}

/** null: the server itself asks. */
export function currentAttempt(): SeatAttempt | null {
  return attempts.getStore() ?? null;
}
