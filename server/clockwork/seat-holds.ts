import { type BudgetRefusal, currentAttempt, type HoldName, type SeatHolds as Holds } from "../budgets/index.ts";
import { Refused } from "./definition.ts";

const WHOSE = {
  address: "this address has",
  identity: "you have",
  subject: "this has",
  process: "this server has",
} as const satisfies Record<BudgetRefusal["by"], string>;

/** Counts a seat for whoever asks. Throws {@link Refused} when they have too many. @param player 0: nobody showed a token */
export function claimSeat(budget: HoldName, player: number): void {
  const attempt = currentAttempt();
  attempt?.identify(player);
  const refusal = attempt?.holdSeat(budget) ?? null;
  if (refusal !== null)
    throw new Refused(
      "tooManySeats",
      `seats: ${WHOSE[refusal.by]} as many as may be; leave one, or wait until one is free`,
    );
}

/** Counts a room for whoever has it made. Throws {@link Refused} when they have too many. */
export function claimRoom(): void {
  const refusal = currentAttempt()?.holdRoom() ?? null;
  if (refusal !== null)
    throw new Refused("tooManyRooms", `rooms: ${WHOSE[refusal.by]} made as many as may be alive; wait until one ends`);
}

/** What those who sit in a room hold of their budgets, and who made it holds of theirs. */
export class SeatHolds {
  readonly #seats = new Map<string, Holds["seat"]>();
  #room: Holds["room"] = null;

  keep(sessionId: string, { seat, room }: Holds): void {
    if (seat !== null) this.#seats.set(sessionId, seat);
    if (room !== null) this.#room = room;
  }

  /** Releases seats that are neither reserved nor taken any more. */
  sweep(isHeld: (sessionId: string) => boolean): void {
    for (const [sessionId, hold] of this.#seats) {
      if (isHeld(sessionId)) continue;
      hold?.release();
      this.#seats.delete(sessionId);
    }
  }

  end(): void {
    this.sweep(() => false);
    this.#room?.release();
  }
}
