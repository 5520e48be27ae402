import type { BudgetOverrides } from "../../server/budgets/index.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import {
  SPECTATE_INTERVALS,
  type SpectatableRoom,
  Spectators,
  type SpectatorsOptions,
} from "../../server/spectate/index.ts";
import type { SpectateMetrics } from "../../server/spectate/metrics.ts";
import {
  type CommandSpan,
  type SegmentHeader,
  StreamReader,
  type StreamRecord,
  type Timeline,
} from "../../shared/journal/index.ts";
import { SPECTATE_LIMITS } from "../../shared/wire/limits.ts";
import type { LiveRefusalReason } from "../../shared/wire/live.ts";
import { TestRoom } from "../contract/journal-room.ts";
import { senderAt, testBudgets } from "./senders.ts";

export const ROOM = "room-1";
export const TICK_HZ = 60;
const SEGMENT_TICKS = 300;

/** What one watcher was sent. */
export class Watched {
  readonly records: StreamRecord[] = [];
  readonly parts: Uint8Array[] = [];
  /** The tick that what was sent has reached. */
  reached = -1;
  ended = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  /** @param tell of each record */
  constructor(stream: ReadableStream<Uint8Array>, tell: (record: StreamRecord) => void = () => {}) {
    this.#reader = stream.getReader();
    void this.#read(tell);
  }

  get header(): SegmentHeader {
    const [first] = this.records;
    if (first?.type !== "header") throw new Error("no header");
    return first;
  }

  /** For playback; of one stream. */
  get timeline(): Timeline {
    const { header, reached } = this;
    const of = <T extends StreamRecord["type"]>(type: T) =>
      this.records.filter((record): record is Extract<StreamRecord, { type: T }> => record.type === type);
    const starts = header.snapshot ? of("snapshot") : [{ tick: header.tick, world: null }];
    const spans: CommandSpan[] = of("ticks").filter(({ body }) => body.length > 0);
    const what = {
      header,
      latest: header,
      firstTick: header.tick,
      lastTick: reached,
      starts,
      spans,
      hashes: of("hash"),
    };
    return { ...what, gaps: [], fault: null, end: null, room: null, cursors: new Map(), warnings: [] };
  }

  leave(): void {
    void this.#reader.cancel();
  }

  async #read(tell: (record: StreamRecord) => void): Promise<void> {
    const records = new StreamReader();
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) break;
      this.parts.push(value);
      records.push(value);
      for (let record = records.next(); record !== null; record = records.next()) {
        this.records.push(record);
        if (record.type === "ticks") this.reached = record.through;
        else if (record.type === "header") this.reached = record.tick;
        tell(record);
      }
    }
    this.ended = true;
  }
}

export interface WatchedRoomOptions extends Partial<Pick<SpectatorsOptions, "delayS">> {
  readonly limits?: Partial<SpectatorsOptions["limits"]>;
  readonly changes?: BudgetOverrides;
  /** A round ends so often. */
  readonly roundTicks?: number;
}

/** A room that plays under virtual time, with a journal and everything that shows it to others. */
export class WatchedRoom {
  readonly files = memoryFileSystem();
  readonly store = new FileJournalStore(this.files, "data");
  readonly counts = { refused: [] as LiveRefusalReason[], cut: 0, dropped: 0, sent: 0 };
  readonly errors: unknown[] = [];
  readonly listed: SpectatableRoom[] = [];
  readonly spectators: Spectators;
  nowMs = 0;
  room!: TestRoom;
  /** Whether it plays as time passes. */
  plays = true;
  kept = true;
  secret = false;
  /** Thrown where the room is asked for its status. */
  fault: Error | null = null;
  /** By tick. */
  readonly madeAtMs: number[] = [0];
  /** Patches that it will not make in their time, but all at once after them. */
  stall = 0;
  #behind = 0;
  #sinceBeatMs = 0;
  readonly #roundTicks: number;

  static async open(options: WatchedRoomOptions = {}): Promise<WatchedRoom> {
    const made = new WatchedRoom(options);
    made.room = await TestRoom.open(made.store, ROOM);
    return made;
  }

  private constructor({
    changes = {},
    delayS = 20,
    limits = {},
    roundTicks = Number.POSITIVE_INFINITY,
  }: WatchedRoomOptions) {
    this.#roundTicks = roundTicks;
    const metrics: SpectateMetrics = {
      refused: (why) => this.counts.refused.push(why),
      cut: () => this.counts.cut++,
      dropped: () => this.counts.dropped++,
      sent: (bytes) => (this.counts.sent += bytes),
      spent: () => {},
    };
    const find = (room: string): SpectatableRoom | null => {
      if (this.fault !== null) throw this.fault;
      if (room !== ROOM || this.room === undefined) return null;
      return { room, game: "tug", round: 1, people: 4, tickHz: TICK_HZ, kept: this.kept, secret: this.secret };
    };
    this.spectators = new Spectators({
      ...{
        store: this.store,
        budgets: testBudgets(changes, () => this.nowMs),
        delayS,
        limits: { ...SPECTATE_LIMITS, ...limits },
        metrics,
        find,
      },
      ...{ now: () => this.nowMs, list: async () => this.listed, report: (error) => this.errors.push(error) },
    });
  }

  get tick(): number {
    return this.room.world.tick;
  }

  /** Lets time pass, in steps of a patch. @param seen called after each */
  async pass(seconds: number, seen: () => void = () => {}): Promise<void> {
    for (let patches = Math.round((seconds * TICK_HZ) / 3); patches > 0; patches--) {
      this.nowMs += 50;
      if (!this.plays) this.stall = this.#behind = 0;
      else if (this.stall > 0) {
        this.stall--;
        this.#behind++;
      } else {
        for (; this.#behind > 0; this.#behind--) await this.#play();
        await this.#play();
      }
      this.#sinceBeatMs += 50;
      if (this.#sinceBeatMs >= SPECTATE_INTERVALS.releaseMs) {
        this.#sinceBeatMs = 0;
        this.spectators.releaseDue();
      }
      await settle();
      seen();
    }
  }

  async watch(address = "10.0.0.1", tell?: (record: StreamRecord) => void): Promise<Watched> {
    const watcher = await this.spectators.watch(ROOM, senderAt(address));
    const watched = new Watched(watcher.stream, tell);
    await settle();
    return watched;
  }

  async #play(): Promise<void> {
    const { room } = this;
    await room.play(3);
    for (let tick = room.world.tick - 2; tick <= room.world.tick; tick++) this.madeAtMs[tick] = this.nowMs;
    if (room.world.tick % this.#roundTicks === 0) {
      await room.endRound();
      await this.store.archiveRounds(ROOM, room.world.tick);
    } else if (room.world.tick % SEGMENT_TICKS === 0) await room.rotate();
  }
}

/** Until everything under way that waits for no clock has been done. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}
