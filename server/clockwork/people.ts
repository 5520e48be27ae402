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
  /** null: what a join holds has no name. */
  readonly nameOf: NonNullable<RoomDefinition<never, never, never, never, Join>["naming"]>["nameOf"] | null;
  readonly recorder: Pick<Recorder<never, never>, "roomChanged">;
  readonly metrics: Pick<ClockworkMetrics, "clientJoined" | "clientLeft" | "joinRefused">;
  /** Puts a command of the room's own into the world. */
  readonly order: (command: Command) => void;
  /** Gives up what a seat's client meant for later ticks. */
  readonly forget: (seat: number) => void;
}

/**
 * Those who hold the seats of one room: what becomes of a seat, and what the world is told of it, as they come, are lost,
 * return and leave. Their sockets are others' work.
 */
export class People<Command, Join> {
  readonly #host: PeopleHost<Command, Join>;

  constructor(host: PeopleHost<Command, Join>) {
    this.#host = host;
  }

  /** Gives someone new a seat. Throws the refusal where there is none for them. */
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

  /** Someone who was in before a crash: the world knows them. Throws a refusal where the seat is not theirs any more. */
  restore(sessionId: string): Seat<Join> {
    const seat = this.#held(sessionId);
    this.#host.metrics.clientJoined();
    return seat;
  }

  /** The socket of someone is gone. Returns whether the seat is to be held for them. */
  lost(sessionId: string): boolean {
    const { seats, commands, order, forget } = this.#host;
    const seat = seats.of(sessionId);
    if (seat === undefined || seat.dismissed) return false;
    seat.playerKey = null;
    // What was meant for later would act on a seat whose client is gone.
    forget(seat.seat);
    order(commands.drop(seat.seat));
    return true;
  }

  /** Someone whose seat was held is back. Throws a refusal where it is not theirs any more. */
  back(sessionId: string): Seat<Join> {
    const seat = this.#held(sessionId);
    this.#host.order(this.#host.commands.back(seat.seat));
    return seat;
  }

  /** Someone is gone for good. */
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
