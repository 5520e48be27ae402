import { ServerError } from "@colyseus/core";
import { decodeUtf8, encodeUtf8 } from "../../shared/codec/text.ts";
import type { Cursor } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import { REFUSAL } from "../../shared/wire/codes.ts";
import { Deduplicator } from "../outbox/index.ts";
import { ExternalCommands } from "./external-commands.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import { NO_RECORDER, type OpenRecorder, type Recorder } from "./recorder.ts";
import { NO_NAMES, type RoomDefinition, type RoomNames } from "./room-definition.ts";
import { Seats } from "./seats.ts";

/** One occupied seat. */
export interface SeatRecord<Join> {
  readonly seat: number;
  readonly sessionId: string;
  /** Rises with each player who takes a seat of the room. */
  readonly epoch: number;
  /** Plain data, as JSON keeps it. */
  readonly join: Join;
  readonly verify: boolean;
}

/** The state of a room outside its world. */
export interface RoomRecord<Join> {
  /** Name of the definition. */
  readonly room: string;
  readonly seats: number;
  /** The last seat epoch used. */
  readonly epoch: number;
  readonly taken: readonly SeatRecord<Join>[];
  /** Players of the running round, see `RoundPlayers`; null: unknown, as in records of earlier versions. */
  readonly players: readonly string[] | null;
  /** Ids of external commands that ticks took, encoded by `Deduplicator`; empty: none. */
  readonly seen: Uint8Array;
}

/** A room as it was when its process ended. */
export interface RestoredRoom<World, Config, Join> {
  readonly world: World;
  readonly seed: number;
  readonly config: Config;
  readonly record: RoomRecord<Join>;
  /** The epoch for its new owner. */
  readonly epoch: number;
  /** The first segment of the round that goes on; null: other rules begin a round of their own. */
  readonly since: number | null;
  readonly cursors: readonly Cursor[];
  /** See `ExternalCommands`. */
  readonly seen: Uint8Array | null;
}

export type AnyRestoredRoom = RestoredRoom<unknown, unknown, unknown>;

export function encodeRoomRecord<Join>(record: RoomRecord<Join>): Uint8Array {
  return encodeUtf8(JSON.stringify({ ...record, seen: Buffer.from(record.seen).toString("base64") }));
}

/** Throws {@link CodecError} on what {@link encodeRoomRecord} could not have written. */
export function decodeRoomRecord(bytes: Uint8Array): RoomRecord<unknown> {
  let value: Partial<Omit<RoomRecord<unknown>, "seen"> & { readonly seen: string }> | null;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch {
    throw new CodecError("room record: not JSON");
  }
  const { room, seats = -1, epoch = -1, taken, players = null, seen = "" } = value ?? {};
  if (typeof room !== "string" || typeof seen !== "string" || !Array.isArray(taken) || ![seats, epoch].every(isCount))
    throw new CodecError("room record: fields are missing");
  if (players !== null && !(Array.isArray(players) && players.every((key) => typeof key === "string")))
    throw new CodecError("room record: players is not a list of strings");
  const freeSeats = new Set(Array.from({ length: seats }, (_, seat) => seat));
  for (const entry of taken as Partial<SeatRecord<unknown>>[])
    if (typeof entry?.sessionId !== "string" || !isCount(entry.epoch) || !freeSeats.delete(entry.seat ?? -1))
      throw new CodecError("room record: a seat is invalid or taken twice");
  const seenBytes = new Uint8Array(Buffer.from(seen, "base64"));
  if (seenBytes.length > 0) Deduplicator.load(seenBytes);
  return { room, seats, epoch, taken: taken as SeatRecord<unknown>[], players, seen: seenBytes };
}

/** Players of the round that a record describes; null: unknown. */
export function playersInRecord(record: Uint8Array): readonly string[] | null {
  try {
    return decodeRoomRecord(record).players;
  } catch (error) {
    if (error instanceof CodecError) return null;
    throw error;
  }
}

const COUNT_LIMIT = 2 ** 32;

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < COUNT_LIMIT;
}
/** Maximum number of senders remembered for a round. A round with more belongs to nobody in particular. */
const MAX_KEYS = 64;

/**
 * Players of the running round: senders of commands, by pseudonymous keys. A round without players is not kept, and
 * when space runs out the rounds of the most active players go first.
 */
export class RoundPlayers {
  /** null: unknown, because the room was restored in mid-round from a version that did not record it. */
  #keys: Set<string> | null;
  /** Keys that sent a command in this round; the others only continued earlier controls. */
  readonly #active = new Set<string>();

  constructor(before: readonly string[] | null) {
    this.#keys = before === null ? null : new Set(before);
  }

  /** null: unknown. */
  get keys(): readonly string[] | null {
    return this.#keys === null ? null : [...this.#keys];
  }

  /** Records the sender of a command. Returns whether the key is new. */
  add(key: string): boolean {
    const keys = this.#keys;
    if (this.#active.size < MAX_KEYS) this.#active.add(key);
    if (keys === null || keys.has(key) || keys.size >= MAX_KEYS) return false;
    keys.add(key);
    return true;
  }

  /**
   * Begins another round. Connected senders of the previous round count as players of this one, because their ships
   * keep the held controls; for the round after it they must send a command again.
   *
   * @param connected keys of the players with open sockets
   */
  beginRound(connected: ReadonlySet<string>): void {
    this.#keys = new Set([...this.#active].filter((key) => connected.has(key)));
    this.#active.clear();
  }
}

/** The store of rooms' names. */
export interface NameTable {
  /** Opens one room's names. Never rejects: if the store fails, the room goes on without names. */
  open(roomId: string): Promise<RoomNames>;
}

/** Names that live only as long as their room. */
export function inMemoryRoomNames(): RoomNames {
  const names = new Map<number, string>();
  return {
    revision: 0,
    nameOf: (epoch) => names.get(epoch) ?? "",
    add: (epoch, _player, name) => void names.set(epoch, name),
    close() {},
  };
}

export interface DurableRoomOptions {
  /** Returns the seed for a new world, uint32. */
  readonly newSeed: () => number;
  /** null: rooms are not journaled. */
  readonly openRecorder: OpenRecorder | null;
  /** Restored rooms, by room id, for the room being created. */
  readonly restoring: ReadonlyMap<string, RestoredRoom<unknown, unknown, unknown>>;
  /** The table of players' names. Default: names live as long as their room. */
  readonly names?: NameTable;
  readonly metrics: RuntimeMetrics;
  readonly report: (error: unknown) => void;
}

/** The durable part of a room: world, recording, seats and the ids of external commands. */
export class DurableRoom<World, Command, Event, Config, Join> {
  readonly config: Config;
  readonly world: World;
  readonly seats: Seats<Join>;
  readonly names: RoomNames;
  readonly externalCommands: ExternalCommands;
  readonly players: RoundPlayers;
  recorder: Recorder<World, Command> = NO_RECORDER;
  readonly #definition: RoomDefinition<World, Command, Event, Config, Join>;

  /** Restores a room or creates a new one. Rejects with an error that clients may see. */
  static async open<World, Command, Event, Config, Join>(
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    roomId: string,
    options: DurableRoomOptions,
  ): Promise<DurableRoom<World, Command, Event, Config, Join>> {
    const resumed = (options.restoring.get(roomId) ?? null) as RestoredRoom<World, Config, Join> | null;
    const seed = resumed?.seed ?? options.newSeed();
    const names =
      definition.naming === undefined ? NO_NAMES : await (options.names?.open(roomId) ?? inMemoryRoomNames());
    const durable = new DurableRoom(definition, seed, resumed, names, options.metrics);
    if (options.openRecorder === null) return durable;
    const { config, world } = durable;
    const room = () => durable.#encodeRecord();
    const roundEnded = () => durable.players.beginRound(durable.seats.connected());
    try {
      durable.recorder = await options.openRecorder(definition, {
        roomId,
        seed,
        config,
        world,
        encodeRoomRecord: room,
        roundEnded,
        resumed,
      });
      return durable;
    } catch (error) {
      names.close();
      options.report(error);
      throw new ServerError(REFUSAL.unavailable.status, "this server cannot keep rooms now");
    }
  }

  private constructor(
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    seed: number,
    restored: RestoredRoom<World, Config, Join> | null,
    names: RoomNames,
    metrics: RuntimeMetrics,
  ) {
    this.#definition = definition;
    this.config = restored?.config ?? definition.config;
    this.world = restored?.world ?? definition.machine.create(seed, this.config);
    const { seats = definition.seats, epoch = 0, taken: seatRecords = [] } = restored?.record ?? {};
    this.names = names;
    this.seats = new Seats(
      seats,
      epoch,
      seatRecords.map((record) => this.#withName(record)),
    );
    this.externalCommands = new ExternalCommands(restored?.seen ?? null, metrics);
    this.players = new RoundPlayers(restored === null ? [] : restored.record.players);
  }

  #withName(record: SeatRecord<Join>): SeatRecord<Join> {
    const { naming } = this.#definition;
    if (naming === undefined) return record;
    return { ...record, join: naming.restore(record.join, this.names.nameOf(record.epoch)) };
  }

  #withoutName(record: SeatRecord<Join>): SeatRecord<unknown> {
    const { naming } = this.#definition;
    return naming === undefined ? record : { ...record, join: naming.record(record.join) };
  }

  #encodeRecord(): Uint8Array {
    const { count: seats, epoch } = this.seats;
    return encodeRoomRecord({
      room: this.#definition.name,
      seats,
      epoch,
      taken: this.seats.records().map((record) => this.#withoutName(record)),
      players: this.players.keys,
      seen: this.externalCommands.save(),
    });
  }
}
