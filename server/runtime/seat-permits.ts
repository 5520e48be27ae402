import { type BudgetRefusal, currentAttempt, type AttemptPermits as Holds, type QuotaName } from "../budgets/index.ts";
import { JoinRefused } from "./room-definition.ts";

const SUBJECT = {
  address: "this address has",
  identity: "you have",
  subject: "this has",
  process: "this server has",
} as const satisfies Record<BudgetRefusal["by"], string>;

/** Counts a seat against the caller's budget. Throws {@link JoinRefused} if it is used up. @param player 0: no token */
export function claimSeat(budget: QuotaName, player: number): void {
  const attempt = currentAttempt();
  attempt?.identify(player);
  const refusal = attempt?.acquireSeat(budget) ?? null;
  if (refusal !== null)
    throw new JoinRefused(
      "tooManySeats",
      `seats: ${SUBJECT[refusal.by]} the maximum number of seats; leave one, or wait until one is free`,
    );
}

/** Counts a room against its creator's budget. Throws {@link JoinRefused} if it is used up. */
export function claimRoom(): void {
  const refusal = currentAttempt()?.acquireRoom() ?? null;
  if (refusal !== null)
    throw new JoinRefused(
      "tooManyRooms",
      `rooms: ${SUBJECT[refusal.by]} the maximum number of rooms; wait until one ends`,
    );
}

/** The budget slots that a room's seats and the room itself occupy. */
export class SeatPermits {
  readonly #seats = new Map<string, Holds["seat"]>();
  #room: Holds["room"] = null;

  add(sessionId: string, { seat, room }: Holds): void {
    if (seat !== null) this.#seats.set(sessionId, seat);
    if (room !== null) this.#room = room;
  }

  /** Releases seats that are no longer reserved or taken. */
  sweep(isHeld: (sessionId: string) => boolean): void {
    for (const [sessionId, hold] of this.#seats) {
      if (isHeld(sessionId)) continue;
      hold?.release();
      this.#seats.delete(sessionId);
    }
  }

  releaseAll(): void {
    this.sweep(() => false);
    this.#room?.release();
  }
}
