import type { Cursor } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { Clock } from "../clock.ts";
import type { JournalStore } from "../journal/port.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { RecordingIntervals } from "./recording-intervals.ts";
import type { RoomDefinition } from "./room-definition.ts";
import type { FindRules } from "./room-outbox.ts";

/** The initial world of a recording and what is known of its past. */
export interface RecordingStart<World, Config> {
  readonly roomId: string;
  /** uint32 */
  readonly seed: number;
  readonly config: Config;
  readonly world: World;
  /** Encodes the current room record. */
  readonly encodeRoomRecord: () => Uint8Array;
  /** Called when a round is over, before `room` is called for the next one. */
  readonly roundEnded: () => void;
  /** Of a restored room; null: a new one. */
  readonly resumed: {
    readonly epoch: number;
    readonly since: number | null;
    readonly cursors: Iterable<Cursor>;
  } | null;
}

export type OpenRecorder = <World, Command, Event, Config, Join>(
  definition: RoomDefinition<World, Command, Event, Config, Join>,
  beginning: RecordingStart<World, Config>,
) => Promise<Recorder<World, Command>>;

/** Dependencies shared by all journaled rooms of a process. */
export interface RecordingOptions {
  readonly store: JournalStore;
  /** Version of the software that writes the journals, for people to read. */
  readonly build: string;
  readonly intervals: RecordingIntervals;
  readonly metrics: RuntimeMetrics;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
  /** The rules of a room type's version; null: not kept. For events that an earlier version emitted. */
  readonly rulesOf: FindRules;
}

/** How a recording ends in this process. */
export type RecordingEnd =
  /** The room is over for good. */
  | "over"
  /** Another process will resume it at this tick. */
  | "suspended"
  /** Like `suspended`, but its last step threw, so its world is not sound. */
  | "halted"
  /** It cannot go on; its journal is set aside for inspection, with this reason. */
  | { readonly aside: string };

/** Records a room before clients see it (D4). */
export interface Recorder<World, Command> {
  /** Everything up to this tick survives a crash. */
  readonly durableTick: Tick;
  /**
   * Takes an event of the tick being stepped. Encodes it if a consumer wants it, and returns whether one does. null:
   * there are no consumers.
   */
  readonly emit: ((tick: Tick, event: unknown, encode: () => Uint8Array) => boolean) | null;
  /** Takes the commands of `tick`, in order. The list must not change later. Called for every tick, before its step. */
  append(tick: Tick, commands: readonly Command[]): void;
  /**
   * Commits what was appended; called on patch boundaries, after the step. Nobody may see the world until this has
   * returned or its promise has resolved; until then the room pauses. Throws if the room must not go on.
   */
  commit(world: World): void | Promise<void>;
  /** The room record has changed: write it with the next commit. */
  roomRecordChanged(): void;
  /** The step to the last appended tick threw. */
  fault(error: unknown): void;
  /** Never rejects; only the first call counts. */
  close(ending: RecordingEnd): Promise<void>;
}

/** For rooms that need not survive a crash. */
export const NO_RECORDER: Recorder<unknown, unknown> = {
  durableTick: Number.POSITIVE_INFINITY,
  emit: null,
  append() {},
  commit() {},
  roomRecordChanged() {},
  fault() {},
  async close() {},
};
