import type { Client } from "@colyseus/core";
import type { CloseReason } from "../../shared/wire/codes.ts";
import { RestoredClient } from "../colyseus/held-seats.ts";
import { type Admission, toServerError } from "./admission.ts";
import type { SeatRecord } from "./durable-room.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { Recorder } from "./recorder.ts";
import { JoinRefused, type Person, type RoomDefinition, type RoomNames } from "./room-definition.ts";

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

export interface SeatLifecycleOptions<Command, Join> {
  readonly admission: Admission<Join>;
  readonly commands: Pick<
    RoomDefinition<never, Command, never, never, Join>["commands"],
    "join" | "drop" | "back" | "leave"
  >;
  readonly seats: Seats<Join>;
  readonly names: RoomNames;
  /** null: joins hold no name. */
  readonly nameOf: NonNullable<RoomDefinition<never, never, never, never, Join>["naming"]>["nameOf"] | null;
  readonly recorder: Pick<Recorder<never, never>, "roomRecordChanged">;
  readonly metrics: Pick<RuntimeMetrics, "clientJoined" | "clientLeft" | "joinRefused">;
  /** Queues a command of the room itself. */
  readonly queueCommand: (command: Command) => void;
  /** Drops the queued commands of a seat's client. */
  readonly dropCommands: (seat: number) => void;
}

/**
 * Seat changes of one room, as players join, disconnect, return and leave: updates the seats and queues the commands
 * that inform the world. Sockets are handled elsewhere.
 */
export class SeatLifecycle<Command, Join> {
  readonly #options: SeatLifecycleOptions<Command, Join>;

  constructor(options: SeatLifecycleOptions<Command, Join>) {
    this.#options = options;
  }

  /** Gives a new player a seat. Throws the refusal if there is none. */
  join(sessionId: string, options: unknown, person: Person): Seat<Join> {
    const { admission, seats, names, nameOf, recorder, metrics, commands, queueCommand } = this.#options;
    const present = [...seats.all()].map(({ join }) => join);
    const join = admission.admit(options, present, person);
    const verify = (options as { verify?: unknown } | null)?.verify === true;
    const seat = seats.occupy(sessionId, join, verify);
    if (seat === null) {
      metrics.joinRefused();
      throw toServerError(new JoinRefused("roomFull", `all ${seats.count} seats of this room are taken`));
    }
    if (nameOf !== null) {
      const { player, name } = nameOf(join);
      names.add(seat.epoch, player, name);
    }
    recorder.roomRecordChanged();
    queueCommand(commands.join(seat.seat, join, seat.epoch));
    metrics.clientJoined();
    return seat;
  }

  /** Restores a player after a crash; the world already has them. Throws a refusal if the seat is no longer theirs. */
  restore(sessionId: string): Seat<Join> {
    const seat = this.#held(sessionId);
    this.#options.metrics.clientJoined();
    return seat;
  }

  /** Handles a lost socket. Returns whether to hold its seat. */
  drop(sessionId: string): boolean {
    const { seats, commands, queueCommand, dropCommands } = this.#options;
    const seat = seats.bySession(sessionId);
    if (seat === undefined || seat.dismissed) return false;
    seat.playerKey = null;
    // Queued commands would act on a seat whose client is disconnected.
    dropCommands(seat.seat);
    queueCommand(commands.drop(seat.seat));
    return true;
  }

  /** Handles a player's return to a held seat. Throws a refusal if it is no longer theirs. */
  reconnect(sessionId: string): Seat<Join> {
    const seat = this.#held(sessionId);
    this.#options.queueCommand(this.#options.commands.back(seat.seat));
    return seat;
  }

  /** Frees the seat of a player who has left for good. */
  leave(sessionId: string): void {
    const { seats, recorder, metrics, commands, queueCommand, dropCommands } = this.#options;
    const seat = seats.bySession(sessionId);
    if (seat === undefined) return;
    seats.free(seat);
    recorder.roomRecordChanged();
    dropCommands(seat.seat);
    queueCommand(commands.leave(seat.seat));
    metrics.clientLeft();
  }

  #held(sessionId: string): Seat<Join> {
    const seat = this.#options.seats.bySession(sessionId);
    if (seat === undefined) throw toServerError(new JoinRefused("roomFull", "the seat is no longer held"));
    return seat;
  }
}

/**
 * Disconnects players of one room for good: their seats are not held. Disconnected players are checked when they
 * return.
 *
 * @param reasonOf null: the player stays
 * @param clients those whose sockets are open
 */
export function kickSeats<Join>(
  seats: Seats<Join>,
  reasonOf: (seat: Seat<Join>) => CloseReason | null,
  clients: { get(sessionId: string): Client | undefined },
  kick: (client: Client, row: CloseReason) => void,
): void {
  for (const seat of seats.all()) {
    if (seat.dismissed) continue;
    const row = reasonOf(seat);
    if (row === null) continue;
    const client = clients.get(seat.sessionId);
    if (client === undefined || client instanceof RestoredClient) continue;
    // Set it first: `kick` may close the socket synchronously.
    seat.dismissed = true;
    kick(client, row);
  }
}
