import { connectClientToRoom, createAuthContext, matchMaker, Room } from "@colyseus/core";
import { omitPm2Metrics } from "../../server/colyseus/pm2-metrics.ts";
import type { JournalStore } from "../../server/journal/port.ts";
import { OPEN_GATE } from "../../server/runtime/admission.ts";
import type { AnyRestoredRoom, NameTable } from "../../server/runtime/durable-room.ts";
import { journalRecorders } from "../../server/runtime/journal-recorder.ts";
import { NO_METRICS, type RuntimeMetrics } from "../../server/runtime/metrics.ts";
import { NO_RECORDER, type Recorder } from "../../server/runtime/recorder.ts";
import { RECORDING_INTERVALS, type RecordingIntervals } from "../../server/runtime/recording-intervals.ts";
import { type RecoveryOptions, recoverRooms } from "../../server/runtime/recovery.ts";
import { defineRoom, type RoomOptions } from "../../server/runtime/room.ts";
import { ANONYMOUS, type Person, type RoomDefinition } from "../../server/runtime/room-definition.ts";
import type { FindRules } from "../../server/runtime/room-outbox.ts";
import type { RoomType } from "../../server/runtime/room-type.ts";
import { Scheduler } from "../../server/runtime/scheduler.ts";
import { seatTokens } from "../../server/runtime/seat-tokens.ts";
import { SingletonHalts } from "../../server/runtime/singleton-halts.ts";
import type { SingletonType } from "../../server/runtime/singleton-recovery.ts";
import { FakeClient, type Habits } from "./fake-client.ts";
import { memoryNames } from "./names.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const TICK_MS = 1000 / 60;

/** Rooms without sockets under virtual time: what a process holds, but for its transport. */
export class RoomBench {
  readonly clock = new VirtualClock();
  /** Of its rooms. */
  tickMs = TICK_MS;
  readonly metrics: { -readonly [K in keyof RuntimeMetrics]: number };
  readonly reports: unknown[] = [];
  readonly options: RoomOptions;
  /** Stands in for parts of the recorder of rooms that have no journal. */
  recorder: Partial<Recorder<unknown, unknown>> = {};
  /** What was said for the log. */
  readonly logged: string[] = [];
  readonly halts = new SingletonHalts((text) => void this.logged.push(text));
  /** Rules of earlier versions, for events that they emitted. */
  rulesOf: FindRules = () => null;
  readonly #store: JournalStore | null;
  readonly #restoring = new Map<string, AnyRestoredRoom>();
  #ticks = 0;

  /**
   * @param store journals of the rooms; null: they have none
   * @param names those of rooms that are taken up
   */
  constructor(
    seed = 1,
    store: JournalStore | null = null,
    intervals: RecordingIntervals = RECORDING_INTERVALS,
    names: NameTable = memoryNames(),
  ) {
    this.#store = store;
    const kinds = Object.keys(NO_METRICS) as (keyof RuntimeMetrics)[];
    this.metrics = Object.fromEntries(kinds.map((name) => [name, 0])) as typeof this.metrics;
    const metrics = Object.fromEntries(
      kinds.map((name) => [name, () => void this.metrics[name]++]),
    ) as unknown as RuntimeMetrics;
    const report = (error: unknown) => this.reports.push(error);
    const none: Recorder<unknown, unknown> = {
      durableTick: NO_RECORDER.durableTick,
      emit: NO_RECORDER.emit,
      append: (tick, commands) => this.recorder.append?.(tick, commands),
      commit: (world) => this.recorder.commit?.(world),
      roomRecordChanged: () => this.recorder.roomRecordChanged?.(),
      fault: (error) => this.recorder.fault?.(error),
      close: (ending) => this.recorder.close?.(ending) ?? NO_RECORDER.close(ending),
    };
    this.options = {
      scheduler: new Scheduler(this.clock, metrics),
      metrics,
      newSeed: () => seed,
      openRecorder:
        store === null
          ? async () => none
          : journalRecorders({
              ...{ store, build: "test", intervals, metrics, clock: this.clock, report },
              rulesOf: (name, version) => this.rulesOf(name, version),
            }),
      restoring: this.#restoring,
      halts: this.halts,
      names,
      seatToken: seatTokens("a secret of tests"),
      gate: OPEN_GATE,
      report,
    };
  }

  /** Takes up what the store has, as a process does that starts. */
  recover(types: readonly RoomType[], singletons: readonly SingletonType[] = []): Promise<void> {
    return this.recoverBy((name) => types.find((type) => type.name === name) ?? null, singletons);
  }

  async recoverBy(find: RecoveryOptions["find"], singletons: readonly SingletonType[] = []): Promise<void> {
    await recoverRooms(this.recovery(find, singletons));
  }

  recovery(find: RecoveryOptions["find"], singletons: readonly SingletonType[]): RecoveryOptions {
    const [store, restoring] = [this.#store, this.#restoring];
    if (store === null) throw new Error("this bench has no journals");
    const { metrics, report } = this.options;
    const log = (text: string) => void this.logged.push(text);
    const nowMs = () => this.clock.nowMs();
    return { store, metrics, restoring, nowMs, report, log, find, singletons, halts: this.halts };
  }

  /** A room of this process by its id; null: there is none. */
  find(roomId: string): BenchRoom | null {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    return room instanceof Room ? new BenchRoom(this, room) : null;
  }

  static async start(): Promise<void> {
    omitPm2Metrics();
    matchMaker.setHealthChecksEnabled(false);
    await matchMaker.setup();
    await matchMaker.accept();
  }

  static async stop(): Promise<void> {
    await Promise.all(matchMaker.disconnectAll());
  }

  define<W, C, E, G, J>(definition: RoomDefinition<W, C, E, G, J>, name = definition.name): void {
    matchMaker.defineRoomType(name, defineRoom(definition, this.options));
  }

  async open<W, C, E, G, J>(definition: RoomDefinition<W, C, E, G, J>): Promise<BenchRoom> {
    this.define(definition);
    const { roomId } = await matchMaker.createRoom(definition.name, {});
    return new BenchRoom(this, matchMaker.getLocalRoomById(roomId) as Room);
  }

  /** Lets `count` ticks pass. */
  ticks(count: number): void {
    this.#ticks += count;
    // Almost to the next tick's time: rooms have theirs at different points of a tick's length.
    this.clock.advanceTo((this.#ticks + 1) * this.tickMs - 0.01);
  }
}

export class BenchRoom {
  constructor(
    readonly bench: RoomBench,
    readonly room: Room,
  ) {}

  /** Takes a seat as matchmaking does, then connects; rejects with what the room threw. */
  async join(options: unknown, habits: Habits = {}, person: Person = ANONYMOUS): Promise<FakeClient> {
    const listing = await matchMaker.getRoomById(this.room.roomId);
    if (!listing) throw new Error("no such room");
    const { sessionId } = await matchMaker.reserveSeatFor(listing, options, person);
    return this.connect(new FakeClient(sessionId, habits));
  }

  /** The socket of a client that was lost opens again, as the stock SDK does it. */
  async reconnect(lost: FakeClient): Promise<FakeClient> {
    const token = lost.reconnectionToken;
    return this.connect(new FakeClient(lost.sessionId, lost.habits).continue(lost), token);
  }

  async connect(client: FakeClient, reconnectionToken?: string): Promise<FakeClient> {
    await connectClientToRoom(this.room, client, createAuthContext({ headers: new Headers() }), {
      ...(reconnectionToken !== undefined && { reconnectionToken, skipHandshake: true }),
    });
    return client;
  }
}
