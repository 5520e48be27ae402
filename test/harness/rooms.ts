import { connectClientToRoom, createAuthContext, matchMaker, type Room } from "@colyseus/core";
import type { RoomDefinition } from "../../server/clockwork/definition.ts";
import { type ClockworkMetrics, NO_METRICS } from "../../server/clockwork/metrics.ts";
import { NO_RECORDER, type Recorder } from "../../server/clockwork/recorder.ts";
import { type ClockworkHost, defineClockworkRoom } from "../../server/clockwork/room.ts";
import { Scheduler } from "../../server/clockwork/scheduler.ts";
import { FakeClient, type Habits } from "./fake-client.ts";
import { VirtualClock } from "./virtual-clock.ts";

export const TICK_MS = 1000 / 60;

/** Rooms without sockets under virtual time: what a process holds, but for its transport. */
export class RoomBench {
  readonly clock = new VirtualClock();
  readonly metrics: { -readonly [K in keyof ClockworkMetrics]: number };
  readonly reports: unknown[] = [];
  readonly host: ClockworkHost;
  recorder: Recorder<unknown> = NO_RECORDER;
  #ticks = 0;

  constructor(seed = 1) {
    const names = Object.keys(NO_METRICS) as (keyof ClockworkMetrics)[];
    this.metrics = Object.fromEntries(names.map((name) => [name, 0])) as typeof this.metrics;
    const metrics = Object.fromEntries(
      names.map((name) => [name, () => void this.metrics[name]++]),
    ) as unknown as ClockworkMetrics;
    this.host = {
      scheduler: new Scheduler(this.clock, metrics),
      metrics,
      newSeed: () => seed,
      newRecorder: () => ({ append: (tick, commands) => this.recorder.append(tick, commands) }),
      report: (error) => this.reports.push(error),
    };
  }

  static async start(): Promise<void> {
    matchMaker.setHealthChecksEnabled(false);
    await matchMaker.setup();
    await matchMaker.accept();
  }

  static async stop(): Promise<void> {
    await Promise.all(matchMaker.disconnectAll());
  }

  async open<W, C, E, G, J>(definition: RoomDefinition<W, C, E, G, J>): Promise<BenchRoom> {
    matchMaker.defineRoomType(definition.name, defineClockworkRoom(definition, this.host));
    const { roomId } = await matchMaker.createRoom(definition.name, {});
    return new BenchRoom(this, matchMaker.getLocalRoomById(roomId) as Room);
  }

  /** Lets `count` ticks pass. */
  ticks(count: number): void {
    this.#ticks += count;
    // A moment past the tick's time, where rounding cannot matter.
    this.clock.advanceTo(this.#ticks * TICK_MS + 0.001);
  }
}

export class BenchRoom {
  constructor(
    readonly bench: RoomBench,
    readonly room: Room,
  ) {}

  /** Takes a seat as matchmaking does, then connects; rejects with what the room threw. */
  async join(options: unknown, habits: Habits = {}): Promise<FakeClient> {
    const listing = await matchMaker.getRoomById(this.room.roomId);
    if (!listing) throw new Error("no such room");
    const { sessionId } = await matchMaker.reserveSeatFor(listing, options);
    return this.connect(new FakeClient(sessionId, habits));
  }

  /** The socket of a client that was lost opens again, as the stock SDK does it. */
  async reconnect(lost: FakeClient): Promise<FakeClient> {
    const token = lost.reconnectionToken;
    return this.connect(new FakeClient(lost.sessionId).continue(lost), token);
  }

  async connect(client: FakeClient, reconnectionToken?: string): Promise<FakeClient> {
    await connectClientToRoom(this.room, client, createAuthContext({ headers: new Headers() }), {
      ...(reconnectionToken !== undefined && { reconnectionToken, skipHandshake: true }),
    });
    return client;
  }
}
