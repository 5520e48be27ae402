import { ServerError } from "@colyseus/core";
import { REFUSAL } from "../../shared/wire/codes.ts";
import { ExternalCommands } from "./external-commands.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import { NO_RECORDER, type OpenRecorder, type Recorder } from "./recorder.ts";
import type { RestoredRoom } from "./replay-room.ts";
import type { RoomDefinition } from "./room-definition.ts";
import { inMemoryRoomNames, type NameTable, NO_NAMES, type RoomNames } from "./room-names.ts";
import { encodeRoomRecord, type SeatRecord } from "./room-record.ts";
import { RoundPlayers } from "./round-players.ts";
import { Seats } from "./seats.ts";

export interface DurableRoomHost {
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
    host: DurableRoomHost,
  ): Promise<DurableRoom<World, Command, Event, Config, Join>> {
    const resumed = (host.restoring.get(roomId) ?? null) as RestoredRoom<World, Config, Join> | null;
    const seed = resumed?.seed ?? host.newSeed();
    const names = definition.naming === undefined ? NO_NAMES : await (host.names?.open(roomId) ?? inMemoryRoomNames());
    const kept = new DurableRoom(definition, seed, resumed, names, host.metrics);
    if (host.openRecorder === null) return kept;
    const { config, world } = kept;
    const room = () => kept.#encodeRecord();
    const roundEnded = () => kept.players.beginRound(kept.seats.connected());
    try {
      kept.recorder = await host.openRecorder(definition, {
        roomId,
        seed,
        config,
        world,
        encodeRoomRecord: room,
        roundEnded,
        resumed,
      });
      return kept;
    } catch (error) {
      names.close();
      host.report(error);
      throw new ServerError(REFUSAL.unavailable.status, "this server cannot keep rooms now");
    }
  }

  private constructor(
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    seed: number,
    taken: RestoredRoom<World, Config, Join> | null,
    names: RoomNames,
    metrics: RuntimeMetrics,
  ) {
    this.#definition = definition;
    this.config = taken?.config ?? definition.config;
    this.world = taken?.world ?? definition.machine.create(seed, this.config);
    const { seats = definition.seats, epoch = 0, taken: seatRecords = [] } = taken?.record ?? {};
    this.names = names;
    this.seats = new Seats(
      seats,
      epoch,
      seatRecords.map((record) => this.#withName(record)),
    );
    this.externalCommands = new ExternalCommands(taken?.seen ?? null, metrics);
    this.players = new RoundPlayers(taken === null ? [] : taken.record.players);
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
