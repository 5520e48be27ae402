import { toServerError } from "../colyseus/join-error.ts";
import type { Admission } from "./admission.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { Person } from "./person.ts";
import type { Recorder } from "./recorder.ts";
import { JoinRefused, type RoomDefinition } from "./room-definition.ts";
import type { RoomNames } from "./room-names.ts";
import type { Seat, Seats } from "./seats.ts";

export interface SeatLifecycleHost<Command, Join> {
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
  readonly #host: SeatLifecycleHost<Command, Join>;

  constructor(host: SeatLifecycleHost<Command, Join>) {
    this.#host = host;
  }

  /** Gives a new player a seat. Throws the refusal if there is none. */
  join(sessionId: string, options: unknown, person: Person): Seat<Join> {
    const { admission, seats, names, nameOf, recorder, metrics, commands, queueCommand } = this.#host;
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
    this.#host.metrics.clientJoined();
    return seat;
  }

  /** Handles a lost socket. Returns whether to hold its seat. */
  drop(sessionId: string): boolean {
    const { seats, commands, queueCommand, dropCommands } = this.#host;
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
    this.#host.queueCommand(this.#host.commands.back(seat.seat));
    return seat;
  }

  /** Frees the seat of a player who has left for good. */
  leave(sessionId: string): void {
    const { seats, recorder, metrics, commands, queueCommand, dropCommands } = this.#host;
    const seat = seats.bySession(sessionId);
    if (seat === undefined) return;
    seats.free(seat);
    recorder.roomRecordChanged();
    dropCommands(seat.seat);
    queueCommand(commands.leave(seat.seat));
    metrics.clientLeft();
  }

  #held(sessionId: string): Seat<Join> {
    const seat = this.#host.seats.bySession(sessionId);
    if (seat === undefined) throw toServerError(new JoinRefused("roomFull", "the seat is no longer held"));
    return seat;
  }
}
