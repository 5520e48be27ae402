import { ServerError } from "@colyseus/core";
import { type BudgetRefusal, currentAttempt, type AttemptPermits as Holds, type QuotaName } from "../budgets/index.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import { ANONYMOUS, JoinRefused, type Person, type RoomDefinition } from "./room-definition.ts";

/**
 * Authenticates a caller before the room's own checks. Rejects with `JoinRefused`.
 *
 * @param token from the request; null: none
 * @param options as the room will get them
 * @param headers of the request, if there was one
 */
export type Gate = (token: string | null, options: unknown, headers?: Headers) => Promise<Person>;

/**
 * Checks an admitted player again when their socket takes a reserved or held seat. Rejects with `JoinRefused`. Resolves
 * with their current `ROLE` value, or null if it is not known.
 *
 * @param session the sign-in for which the seat was reserved; undefined: the seat is held
 */
export type Readmit = (player: number, session?: string) => Promise<number | null>;

export const OPEN_GATE: Gate = () => Promise.resolve(ANONYMOUS);

export interface AdmissionOptions {
  readonly gate: Gate;
  /** Default: a player who was admitted once may return. */
  readonly readmit?: Readmit;
  readonly metrics: Pick<RuntimeMetrics, "joinRefused">;
}

/** Decides who may join rooms of one type: the gate first, then the type. Throws refusals in the form for Colyseus. */
export class Admission<Join> {
  readonly #definition: Pick<RoomDefinition<never, never, never, never, Join>, "admit" | "retiring" | "seatBudget">;
  readonly #options: AdmissionOptions;

  constructor(
    type: Pick<RoomDefinition<never, never, never, never, Join>, "admit" | "retiring" | "seatBudget">,
    options: AdmissionOptions,
  ) {
    this.#definition = type;
    this.#options = options;
  }

  /** Runs before matchmaking, so that a refused request creates no room. Resolves to the caller's identity. */
  async authenticate(token: string | undefined, options: unknown, headers?: Headers): Promise<Person> {
    try {
      const person = await this.#options.gate(token ?? null, options, ...(headers === undefined ? [] : [headers]));
      this.admit(options, [], person);
      claimSeat(this.#definition.seatBudget ?? "seats", person.player);
      return person;
    } catch (error) {
      throw toServerError(error);
    }
  }

  /**
   * Checks again whether a player who was admitted before may still join.
   *
   * @param who a {@link Person}, or a join; without a player, it is anonymous
   */
  async readmit(who: unknown): Promise<void> {
    const { player, role, session } = (who ?? {}) as { readonly [Name in keyof Person]?: unknown };
    if (this.#options.readmit === undefined || typeof player !== "number" || player === 0) return;
    try {
      const now = await this.#options.readmit(player, ...(typeof session === "string" ? [session] : []));
      // The world still has the role with which they joined.
      if (now !== null && typeof role === "number" && now !== role)
        throw new JoinRefused("roomFull", "the seat is no longer held: the role of its player has changed");
    } catch (error) {
      this.#options.metrics.joinRefused();
      throw toServerError(error);
    }
  }

  /** Validates join options. @param present the joins that hold the other seats */
  admit(options: unknown, present: readonly Join[], person: Person): Join {
    try {
      if (this.#definition.retiring)
        throw new JoinRefused(
          "matchEnding",
          "this match runs an earlier version and takes no new players: join another",
        );
      return this.#definition.admit(options, present, person);
    } catch (error) {
      this.#options.metrics.joinRefused();
      throw toServerError(error);
    }
  }
}

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

/** A {@link JoinRefused} in the form that Colyseus passes on to clients and does not log. */
export class JoinServerError extends ServerError {}

/** Converts an error to the form for Colyseus. */
export function toServerError(error: unknown): unknown {
  return error instanceof JoinRefused ? new JoinServerError(error.code, error.message) : error;
}

/** Runs `work` and converts its refusals to the form for Colyseus. */
export function withServerErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toServerError(error);
  }
}
