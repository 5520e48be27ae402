import { Refused, type RoomDefinition } from "./definition.ts";
import type { Entry } from "./entry.ts";
import { passOn } from "./join-refusal.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import type { Person } from "./person.ts";
import type { Recorder } from "./recorder.ts";
import type { RoomNames } from "./room-names.ts";
import type { Seat, Seats } from "./seats.ts";

export interface PeopleHost<Command, Join> {
  readonly entry: Entry<Join>;
  readonly commands: Pick<
    RoomDefinition<never, Command, never, never, Join>["commands"],
    "join" | "drop" | "back" | "leave"
  >;
  readonly seats: Seats<Join>;
  readonly names: RoomNames;
  /** null: joins hold no name. */
  readonly nameOf: NonNullable<RoomDefinition<never, never, never, never, Join>["naming"]>["nameOf"] | null;
  readonly recorder: Pick<Recorder<never, never>, "roomChanged">;
  readonly metrics: Pick<ClockworkMetrics, "clientJoined" | "clientLeft" | "joinRefused">;
  /** Queues a command of the room itself. */
  readonly order: (command: Command) => void;
  /** Drops the queued commands of a seat's client. */
  readonly forget: (seat: number) => void;
}

/**
 * Seat changes of one room, as players join, disconnect, return and leave: updates the seats and queues the commands
 * that inform the world. Sockets are handled elsewhere.
 */
export class People<Command, Join> {
  readonly #host: PeopleHost<Command, Join>;

  constructor(host: PeopleHost<Command, Join>) {
    this.#host = host;
  }

  /** Gives a new player a seat. Throws the refusal if there is none. */
  join(sessionId: string, options: unknown, person: Person): Seat<Join> {
    const { entry, seats, names, nameOf, recorder, metrics, commands, order } = this.#host;
    const present = [...seats.all()].map(({ join }) => join);
    const join = entry.admit(options, present, person);
    const verify = (options as { verify?: unknown } | null)?.verify === true;
    const seat = seats.take(sessionId, join, verify);
    if (seat === null) {
      metrics.joinRefused();
      throw passOn(new Refused("roomFull", `all ${seats.count} seats of this room are taken`));
    }
    if (nameOf !== null) {
      const { player, name } = nameOf(join);
      names.add(seat.epoch, player, name);
    }
    recorder.roomChanged();
    order(commands.join(seat.seat, join, seat.epoch));
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
  lost(sessionId: string): boolean {
    const { seats, commands, order, forget } = this.#host;
    const seat = seats.of(sessionId);
    if (seat === undefined || seat.dismissed) return false;
    seat.playerKey = null;
    // Queued commands would act on a seat whose client is disconnected.
    forget(seat.seat);
    order(commands.drop(seat.seat));
    return true;
  }

  /** Handles a player's return to a held seat. Throws a refusal if it is no longer theirs. */
  back(sessionId: string): Seat<Join> {
    const seat = this.#held(sessionId);
    this.#host.order(this.#host.commands.back(seat.seat));
    return seat;
  }

  /** Frees the seat of a player who has left for good. */
  leave(sessionId: string): void {
    const { seats, recorder, metrics, commands, order, forget } = this.#host;
    const seat = seats.of(sessionId);
    if (seat === undefined) return;
    seats.free(seat);
    recorder.roomChanged();
    forget(seat.seat);
    order(commands.leave(seat.seat));
    metrics.clientLeft();
  }

  #held(sessionId: string): Seat<Join> {
    const seat = this.#host.seats.of(sessionId);
    if (seat === undefined) throw passOn(new Refused("roomFull", "the seat is no longer held"));
    return seat;
  }
}
