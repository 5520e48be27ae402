import type { Machine } from "../../shared/machine.ts";
import { type CloseRow, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import type { RateName } from "../budgets/index.ts";
import type { Consumer, EventId } from "../outbox/index.ts";
import type { Concern } from "../replication/events.ts";
import type { Scene } from "../replication/replicator.ts";
import type { Person } from "./person.ts";
import type { RoomNames } from "./room-names.ts";

/**
 * Raised when a room type of before could not be run by this base room any more: with what a definition, its projection and
 * its replica must offer. Matches that older rules had begun are set aside by the next start, then.
 */
export const ROOM_FORMAT = 1;

/** A join that a room does not take; the reason reaches the player. Colyseus passes code and message on to the SDK. */
export class Refused extends Error {
  readonly code: number;

  constructor(why: keyof typeof ROOM_REFUSAL, reason: string) {
    super(reason);
    this.code = ROOM_REFUSAL[why];
  }
}

/** The one-way mapping from one world to what clients are told of it. */
export interface Projection<Event = never> extends Scene {
  /** Fills in whom an event concerns, as of the step that emits it; without it, everyone. */
  concern?(event: Event, out: Concern): void;
  /** Brings the replica up to its world. Called on patch boundaries only, and once before anyone looks. */
  write(): void;
}

/**
 * A room type: a machine and how it meets people. The base room knows no more of a game than this.
 *
 * @typeParam Join a validated wish to take part: plain data, as JSON keeps it
 */
export interface RoomDefinition<World, Command, Event, Config, Join> {
  readonly name: string;
  readonly machine: Machine<World, Command, Event, Config>;
  readonly config: Config;
  /** See `fingerprint`: clients that name another are told to reload. */
  readonly wire: string;
  /** Seats for people, of new rooms. */
  readonly seats: number;
  /** What seats count as, of those that one sender may have. Default: `seats`, which are those of matches. */
  readonly seatBudget?: "seats" | "lobbySeats";
  readonly patchEveryTicks: number;
  /** How long the seat of a lost socket is held, s. */
  readonly seatHoldS: number;
  /** When its journal cannot be written: `degrade` plays on without, `halt` ends the room. */
  readonly onJournalFailure: "degrade" | "halt";
  /**
   * Reads what a client asked to join with; throws {@link Refused}.
   *
   * @param present those who hold the other seats
   * @param person who they are, as the {@link Gate} knows
   */
  admit(options: unknown, present: readonly Join[], person: Person): Join;
  /**
   * Given for rooms whose journal holds no names: what a join holds of one is kept in the table of names, under the epoch of
   * its seat.
   */
  readonly naming?: {
    readonly nameOf: (join: Join) => { readonly player: number; readonly name: string };
    /** The rest, which the journal keeps: plain data. */
    readonly record: (join: Join) => unknown;
    /** The join again. @param name "": forgotten */
    readonly restore: (recorded: unknown, name: string) => Join;
  };
  readonly commands: {
    /** @param epoch of the seat: names who took it this time, within the room */
    join(seat: number, join: Join, epoch: number): Command;
    /** The socket is gone and the seat is held; `back` when it returned. After a crash a drop may come twice. */
    drop(seat: number): Command;
    back(seat: number): Command;
    leave(seat: number): Command;
    /**
     * A client's own command from its bytes; throws `CodecError`.
     *
     * @param lateTicks by how much the tick that takes it comes after the one it was meant for; negative: before
     * @param playerKey of the address that it comes from, see `ClockworkHost.playerKey`; default: not known
     */
    decode(seat: number, body: Uint8Array, lateTicks: number, playerKey?: string): Command;
    /** What a client's command counts as, of those that one sender may give in all rooms; null: it is not counted. */
    budget?(command: Command): RateName | null;
    /** The event of another room or service that a command carries; null: none. Only these can come from there. */
    cause?(command: Command): EventId | null;
  };
  /**
   * Asks, before a client's command enters the world, whether it may, where that is not the world's to know (D14). null: it
   * may; else resolves, and never rejects, with what enters in its place. Default: everything may enter.
   */
  consult?(command: Command, world: World, join: Join): Promise<Command> | null;
  /** Two commands of one seat for one tick as one; null where both must stay. */
  merge(previous: Command, next: Command): Command | null;
  /** Bounds of its clients' commands in place of those of `ROOM_LIMITS`. */
  readonly limits?: CommandLimits;
  /** Whether someone at a seat is not to stay; who is away learns it when they return. Default: everyone stays. */
  dismissed?(world: World, seat: number): CloseRow | null;
  /**
   * Given for rooms whose journal is private, as it holds what people wrote: no replay is made of it, and no more of it is
   * kept than a recovery and consumers need. Counts how often something was taken back; all that was written before such a
   * commit is given up with it.
   */
  erasures?(world: World): number;
  /** There is one in each process, from its start to its end, and never a second one; see `openStanding`. */
  readonly standing?: boolean;
  /** Number of the running round, each of which becomes a replay; default: there is one only. */
  round?(world: World): number;
  /** @param names of those who hold seats, where there is {@link naming} */
  project(world: World, names: RoomNames): Projection<Event>;
  /** Looks at a room's world, and changes nothing; on patch boundaries, once what is seen is kept (D4). */
  observe?(room: string, world: World): void;
  /** Its rules are those of an earlier version: nobody new is let in, and its rooms end with their round. */
  readonly retiring?: boolean;
  /** Who is told the events of its rooms, which must be journaled; each delivery names its room. Default: nobody. */
  readonly consumers?: readonly Consumer[];
}

export interface CommandLimits {
  /** One command. */
  readonly commandBytes: number;
  /** Commands of one seat for one tick that do not merge into each other. */
  readonly commandsPerTick: number;
}

/** A machine of any game. */
export type AnyMachine = Machine<unknown, unknown, unknown, unknown>;

/** A room type of any game. */
export type AnyRoom = RoomDefinition<unknown, unknown, unknown, unknown, unknown>;

export function asAnyRoom<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
): AnyRoom {
  return definition as unknown as AnyRoom;
}
