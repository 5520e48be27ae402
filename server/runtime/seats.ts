import type { SeatRecord } from "./room-record.ts";

/** One occupied seat: connected, or held for a disconnected client. `verify`: the client wants digests of the state. */
export interface Seat<Join> extends SeatRecord<Join> {
  /** Undecodable messages since the last decodable one. */
  badMessages: number;
  /** Refusals sent in this second. */
  refusals: number;
  /** Messages read in the second that began at `messagesSinceMs`. */
  messages: number;
  messagesSinceMs: number;
  /** Number of pending consultations. */
  consultations: number;
  /** The player's key for `RoundPlayers`; null: no socket is open. */
  playerKey: string | null;
  /** The player was dismissed: do not hold the seat. */
  dismissed: boolean;
}

/** The seats of one room and their holders. */
export class Seats<Join> {
  readonly #seats: (Seat<Join> | null)[];
  readonly #bySession = new Map<string, Seat<Join>>();
  #epoch: number;

  /** @param epoch the last seat epoch used before */
  constructor(count: number, epoch = 0, taken: readonly SeatRecord<Join>[] = []) {
    this.#seats = new Array<Seat<Join> | null>(count).fill(null);
    this.#epoch = epoch;
    for (const record of taken) this.#put(record);
  }

  /** The last seat epoch used. */
  get epoch(): number {
    return this.#epoch;
  }

  get count(): number {
    return this.#seats.length;
  }

  get occupied(): number {
    return this.#bySession.size;
  }

  all(): Iterable<Seat<Join>> {
    return this.#bySession.values();
  }

  /** Player keys of seats with open sockets. */
  connected(): ReadonlySet<string> {
    return new Set([...this.all()].flatMap(({ playerKey }) => playerKey ?? []));
  }

  bySession(sessionId: string): Seat<Join> | undefined {
    return this.#bySession.get(sessionId);
  }

  /** Takes the lowest free seat. Returns null when all are taken. */
  occupy(sessionId: string, join: Join, verify: boolean): Seat<Join> | null {
    const seat = this.#seats.indexOf(null);
    if (seat < 0) return null;
    return this.#put({ seat, sessionId, epoch: ++this.#epoch, join, verify });
  }

  #put({ seat, sessionId, epoch, join, verify }: SeatRecord<Join>): Seat<Join> {
    const counters = {
      badMessages: 0,
      refusals: 0,
      messages: 0,
      consultations: 0,
      messagesSinceMs: Number.NEGATIVE_INFINITY,
    };
    const taken = { seat, sessionId, epoch, join, verify, ...counters, playerKey: null, dismissed: false };
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
