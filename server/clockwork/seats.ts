import type { SeatRecord } from "./room-record.ts";

/** One seat taken, by a client or held for one that may return. `verify`: wants digests of the state. */
export interface Seat<Join> extends SeatRecord<Join> {
  /** Messages that could not be understood, since the last one that could. */
  badMessages: number;
  /** Refusals told within this second. */
  refusals: number;
  /** Messages read within the second that began then, ms. */
  messages: number;
  messagesSinceMs: number;
  /** Commands about which others are being asked. */
  consultations: number;
  /** Whose it is for `RoundPlayers`; null: no socket is open. */
  playerKey: string | null;
  /** Sent away: the seat is not held. */
  dismissed: boolean;
}

/** Who sits where. */
export class Seats<Join> {
  readonly #seats: (Seat<Join> | null)[];
  readonly #bySession = new Map<string, Seat<Join>>();
  #epoch: number;

  /** @param epoch the last one given out before */
  constructor(count: number, epoch = 0, taken: readonly SeatRecord<Join>[] = []) {
    this.#seats = new Array<Seat<Join> | null>(count).fill(null);
    this.#epoch = epoch;
    for (const record of taken) this.#put(record);
  }

  /** The last one given out. */
  get epoch(): number {
    return this.#epoch;
  }

  get count(): number {
    return this.#seats.length;
  }

  get taken(): number {
    return this.#bySession.size;
  }

  all(): Iterable<Seat<Join>> {
    return this.#bySession.values();
  }

  /** Keys of those whose sockets are open. */
  connected(): ReadonlySet<string> {
    return new Set([...this.all()].flatMap(({ playerKey }) => playerKey ?? []));
  }

  of(sessionId: string): Seat<Join> | undefined {
    return this.#bySession.get(sessionId);
  }

  /** The lowest free seat, or null when all are taken. */
  take(sessionId: string, join: Join, verify: boolean): Seat<Join> | null {
    const seat = this.#seats.indexOf(null);
    if (seat < 0) return null;
    return this.#put({ seat, sessionId, epoch: ++this.#epoch, join, verify });
  }

  #put({ seat, sessionId, epoch, join, verify }: SeatRecord<Join>): Seat<Join> {
    const told = {
      badMessages: 0,
      refusals: 0,
      messages: 0,
      consultations: 0,
      messagesSinceMs: Number.NEGATIVE_INFINITY,
    };
    const taken = { seat, sessionId, epoch, join, verify, ...told, playerKey: null, dismissed: false };
    this.#seats[seat] = taken;
    this.#bySession.set(sessionId, taken);
    return taken;
  }

  records(): SeatRecord<Join>[] {
    return [...this.#bySession.values()].map(({ seat, sessionId, epoch, join, verify }) => ({
      seat,
      sessionId,
      epoch,
      join,
      verify,
    }));
  }

  free(seat: Seat<Join>): void {
    this.#seats[seat.seat] = null;
    this.#bySession.delete(seat.sessionId);
  }
}
