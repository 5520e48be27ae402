import type { Machine } from "../../shared/machine.ts";
import { type CloseReason, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import type { RateName } from "../budgets/index.ts";
import type { Consumer, EventId } from "../outbox/index.ts";
import type { Recipients } from "../replication/event-dispatcher.ts";
import type { ReplicatedWorld } from "../replication/replicator.ts";
import type { TransferDefinition } from "./room-transfers.ts";

/**
 * Version of the interface between releases and this base room: a definition, its projection, its replica and its
 * transfers. Raise it on an incompatible change; the next start then sets matches of older releases aside.
 */
export const ROOM_FORMAT = 1;

/** A refused join. The reason reaches the player: Colyseus passes code and message on to the SDK. */
export class JoinRefused extends Error {
  readonly code: number;

  constructor(kind: keyof typeof ROOM_REFUSAL, reason: string) {
    super(reason);
    this.code = ROOM_REFUSAL[kind];
  }
}

/** The one-way mapping from a world to the state that clients receive. */
export interface Projection<Event = never> extends ReplicatedWorld {
  /** Fills in the recipients of an event, as of the step that emits it. Default: every client. */
  concern?(event: Event, out: Recipients): void;
  /** Updates the replica from the world. Called once before the first client sees it, then on patch boundaries only. */
  write(): void;
}

/**
 * A room type: a machine, and how clients join and control it. The base room knows nothing else about a game.
 *
 * @typeParam Join a validated join request: plain JSON data
 */
export interface RoomDefinition<World, Command, Event, Config, Join> {
  readonly name: string;
  readonly machine: Machine<World, Command, Event, Config>;
  readonly config: Config;
  /** See `fingerprint`. A client with another value must reload. */
  readonly wire: string;
  /** Number of player seats in a new room. */
  readonly seats: number;
  /** The per-sender budget that a seat counts against. Default: `seats`, the one for matches. */
  readonly seatBudget?: "seats" | "lobbySeats";
  readonly patchEveryTicks: number;
  /** Time for which the seat of a lost socket is held, s. */
  readonly seatHoldS: number;
  /** When the journal cannot be written: `degrade` plays on without it, `halt` ends the room. */
  readonly onJournalFailure: "degrade" | "halt";
  /**
   * What its committed ticks survive. `process`: that the server is killed. `disk`: also that the machine crashes or loses
   * power; then patches, events and answers to senders wait until the disk has synced the commit, while other rooms do not
   * wait. Default: `process`.
   */
  readonly durability?: "process" | "disk";
  /**
   * Validates a client's join options. Throws {@link JoinRefused}.
   *
   * @param present the joins that hold the other seats
   * @param person the caller's identity, from the {@link Gate}
   */
  admit(options: unknown, present: readonly Join[], person: Person): Join;
  /**
   * For rooms whose journal must not hold names: the name in a join goes to the table of names, under the epoch of its
   * seat.
   */
  readonly naming?: {
    readonly nameOf: (join: Join) => { readonly player: number; readonly name: string };
    /** The join without the name, for the journal: plain JSON data. */
    readonly record: (join: Join) => unknown;
    /** Rebuilds the join. @param name "": erased */
    readonly restore: (recorded: unknown, name: string) => Join;
  };
  readonly commands: {
    /** @param epoch identifies this occupant of the seat, within the room */
    join(seat: number, join: Join, epoch: number): Command;
    /** The socket is lost and the seat is held; `back` follows when it returns. After a crash a drop may come twice. */
    drop(seat: number): Command;
    back(seat: number): Command;
    leave(seat: number): Command;
    /**
     * Decodes a client's command. Throws `CodecError`.
     *
     * @param lateTicks how many ticks after its target tick the command applies; negative: before it
     * @param playerKey key of the sender's address, see `RoomOptions.playerKey`; default: unknown
     */
    decode(seat: number, body: Uint8Array, lateTicks: number, playerKey?: string): Command;
    /** The per-sender rate that a client's command counts against, across all rooms. null: none. */
    budget?(command: Command): RateName | null;
    /**
     * The id of the event in another room or service that caused a command. null: none. Only commands with one may come
     * from other rooms.
     */
    causationId?(command: Command): EventId | null;
  };
  /**
   * Checks a client's command against the stores before it enters the world (D14). null: the command enters as it is.
   * Otherwise resolves with the command to enter in its place; never rejects. Default: every command enters.
   */
  authorize?(command: Command, world: World, join: Join): Promise<Command> | null;
  /**
   * A command that the room itself places because the world asks for something that only a server has, such as fresh
   * randomness. null: the world asks for nothing. Called before each tick, which takes the command. A world that asks must
   * also say so in `nextWake`.
   */
  provide?(world: World): Command | null;
  /** Merges two commands of one seat for one tick. null: keep both. */
  merge(previous: Command, next: Command): Command | null;
  /** Limits of clients' commands. Default: `ROOM_LIMITS`. */
  readonly limits?: CommandLimits;
  /**
   * The close code for a seat that the world has dismissed; null: it stays. A disconnected player gets it on return.
   * Default: everyone stays.
   */
  kickReason?(world: World, seat: number): CloseReason | null;
  /**
   * For rooms with a private journal, one that holds what people wrote. No replay is made of it, and it keeps only what
   * recovery and consumers need. Counts erasures so far: when it rises, everything written before that commit is
   * deleted.
   */
  erasures?(world: World): number;
  /**
   * A singleton: each process has exactly one, from start to end; see `openSingletons`. No replay is made of it: its journal
   * keeps what recovery and consumers need.
   */
  readonly singleton?: boolean;
  /**
   * Whether the world has secrets now. Meanwhile nobody may watch the room, and no replay is made. Default: never.
   */
  secret?(world: World): boolean;
  /** Number of the running round. Each round becomes a replay. Default: one round for the whole room. */
  round?(world: World): number;
  /** @param names of the seats' holders, if {@link naming} is given */
  project(world: World, names: RoomNames): Projection<Event>;
  /** Reads a room's world without changing it, on patch boundaries, after the commit (D4). */
  observe?(room: string, world: World): void;
  /** The rules are those of an earlier version: nobody new may join, and each room ends with its round. */
  readonly retiring?: boolean;
  /** For worlds with transfers to and from other rooms; the rooms must be journaled. */
  readonly transfers?: TransferDefinition<World, Command>;
  /** Consumers of its rooms' events; the rooms must be journaled. Each delivery names its room. Default: none. */
  readonly consumers?: readonly Consumer[];
}

export interface CommandLimits {
  /** Maximum size of one command. */
  readonly commandBytes: number;
  /** Maximum number of unmerged commands of one seat for one tick. */
  readonly commandsPerTick: number;
}

/** A machine of any game. */
export type AnyMachine = Machine<unknown, unknown, unknown, unknown>;

/** A room type of any game. */
export type AnyRoomDefinition = RoomDefinition<unknown, unknown, unknown, unknown, unknown>;

export function asAnyRoomDefinition<World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
): AnyRoomDefinition {
  return definition as unknown as AnyRoomDefinition;
}
/** The identity of a caller, from the token. */
export interface Person {
  /** Id of a guest or an account; 0: no token. */
  readonly player: number;
  /** Public name; "": the player may choose one. */
  readonly name: string;
  /** A value of `ROLE`. */
  readonly role: number;
  /** End of a mute, s since 1970; 0: not muted. */
  readonly mutedUntilS: number;
  /** Id of the sign-in that the token belongs to; absent: no token, or no sign-in. */
  readonly session?: string;
}

export const ANONYMOUS: Person = Object.freeze({ player: 0, name: "", role: 0, mutedUntilS: 0 });
/** Names of one room's players, by the epoch of their seat. They live outside the journal and can be erased. */
export interface RoomNames {
  /** Rises with every erasure. */
  readonly revision: number;
  /** "": unknown or erased. */
  nameOf(epoch: number): string;
  /** @param player id of a guest or an account; 0: no token */
  add(epoch: number, player: number, name: string): void;
  /** The room closes in this process. */
  close(): void;
}

/** For rooms without names. */
export const NO_NAMES: RoomNames = { revision: 0, nameOf: () => "", add() {}, close() {} };
