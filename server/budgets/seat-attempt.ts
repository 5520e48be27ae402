import { AsyncLocalStorage } from "node:async_hooks";
import type { QuotaName } from "./budget-table.ts";
import { type BudgetRefusal, type Budgets, Permit, type Sender } from "./budgets.ts";

/** The holds of a successful attempt to take a seat. */
export interface AttemptPermits {
  readonly seat: Permit | null;
  /** The room, if it was created for this attempt. */
  readonly room: Permit | null;
}

/**
 * One caller's attempt to take a seat, from the request to the room. Colyseus' matchmaking lies in between and passes
 * no context on, so rooms get it from {@link currentAttempt}.
 */
export class SeatAttempt {
  readonly #budgets: Budgets;
  #sender: Sender;
  #seat: Permit | null = null;
  #room: Permit | null = null;

  constructor(budgets: Budgets, sender: Sender) {
    this.#budgets = budgets;
    this.#sender = sender;
  }

  /** Sets the caller's player id; 0: no token. */
  identify(player: number): void {
    if (player !== 0) this.#sender = { ...this.#sender, identity: player };
  }

  /** Holds a seat, once: Colyseus may ask repeatedly within one attempt. */
  acquireSeat(budget: QuotaName): BudgetRefusal | null {
    if (this.#seat !== null) return null;
    const hold = this.#budgets.acquire(budget, this.#sender);
    if (!(hold instanceof Permit)) return hold;
    this.#seat = hold;
    return null;
  }

  acquireRoom(): BudgetRefusal | null {
    const hold = this.#budgets.acquire("rooms", this.#sender);
    if (!(hold instanceof Permit)) return hold;
    this.#room?.release();
    this.#room = hold;
    return null;
  }

  /** Transfers the holds to the caller, who must release them. */
  transferPermits(): AttemptPermits {
    const taken = { seat: this.#seat, room: this.#room };
    this.#seat = this.#room = null;
    return taken;
  }

  /** Releases holds that were not transferred. */
  end(): void {
    const { seat, room } = this.transferPermits();
    seat?.release();
    room?.release();
  }
}

const attempts = new AsyncLocalStorage<SeatAttempt>();

/** Runs `work` with this attempt as {@link currentAttempt}. */
export async function withAttempt<T>(attempt: SeatAttempt, work: () => Promise<T>): Promise<T> {
  try {
    return await attempts.run(attempt, work);
  } finally {
    attempt.end();
  }
}

/** The attempt of the current call chain; null: the server itself. */
export function currentAttempt(): SeatAttempt | null {
  return attempts.getStore() ?? null;
}
