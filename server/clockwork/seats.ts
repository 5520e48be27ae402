/** One seat taken, by a client or held for one that may return. */
export interface Seat<Join> {
  readonly seat: number;
  readonly sessionId: string;
  readonly join: Join;
  /** Wants digests of the state. */
  readonly verify: boolean;
  /** Messages that could not be understood, since the last one that could. */
  badMessages: number;
  /** Refusals told within this second. */
  refusals: number;
  /** Sent away: the seat is not held. */
  dismissed: boolean;
}

/** Who sits where. */
export class Seats<Join> {
  readonly #seats: (Seat<Join> | null)[];
  readonly #bySession = new Map<string, Seat<Join>>();

  constructor(count: number) {
    this.#seats = new Array<Seat<Join> | null>(count).fill(null);
  }

  get taken(): number {
    return this.#bySession.size;
  }

  all(): Iterable<Seat<Join>> {
    return this.#bySession.values();
  }

  of(sessionId: string): Seat<Join> | undefined {
    return this.#bySession.get(sessionId);
  }

  /** The lowest free seat, or null when all are taken. */
  take(sessionId: string, join: Join, verify: boolean): Seat<Join> | null {
    const seat = this.#seats.indexOf(null);
    if (seat < 0) return null;
    const taken = { seat, sessionId, join, verify, badMessages: 0, refusals: 0, dismissed: false };
    this.#seats[seat] = taken;
    this.#bySession.set(sessionId, taken);
    return taken;
  }

  free(seat: Seat<Join>): void {
    this.#seats[seat.seat] = null;
    this.#bySession.delete(seat.sessionId);
  }
}
