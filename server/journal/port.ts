import type { Cursor, EndReason, Segment, SegmentHeader } from "../../shared/journal/index.ts";
import type { Codec, Hash, Tick } from "../../shared/machine.ts";

/** Another owner has the room: stop this copy, its players are elsewhere. */
export class NotOwner extends Error {
  override readonly name = "NotOwner";
}

/** The initial content of a journal. */
export interface JournalStart {
  readonly machine: string;
  readonly machineVersion: number;
  /** Version of the software that writes it, for people to read. */
  readonly build: string;
  /** uint32 */
  readonly seed: number;
  /** The machine's encoded configuration. */
  readonly config: Uint8Array;
  /** Higher than the epochs of all earlier owners. */
  readonly epoch: number;
  readonly tick: Tick;
  /** The world at `tick`; null: created from seed and config. */
  readonly world: Uint8Array | null;
  readonly room: Uint8Array | null;
  /**
   * A restored room continues the round and the cursors that its timeline's `latest.since` and `cursors` name. Default: a
   * round begins here, under any version of the machine.
   */
  readonly since?: number;
  readonly cursors?: Iterable<Cursor>;
  /** Commits wait for the disk. Default: as {@link JournalSettings.fsync} says. */
  readonly sync?: boolean;
}

export type JournalState =
  | { readonly is: "recording" }
  /** Nothing is durable since `sinceTick`, until {@link Journal.rotate} succeeds. */
  | { readonly is: "failed"; readonly reason: string; readonly sinceTick: Tick }
  /** @see NotOwner */
  | { readonly is: "lost" }
  | { readonly is: "closed" };

/**
 * The write side of one room's journal. Appended records stay in memory until `commit`, which comes before the tick's
 * patch (D4).
 *
 * A disk that is full, read-only or gone causes no exception: `state` becomes `failed`, appended records are dropped,
 * and each `rotate` tries to begin a new segment after a marked gap. The room decides whether it goes on meanwhile.
 * Every writing method throws, or rejects with, {@link NotOwner} once another owner has opened the room.
 */
export interface Journal {
  readonly roomId: string;
  readonly epoch: number;
  readonly state: JournalState;
  /** A recovery reaches at least this tick. */
  readonly durableTick: Tick;
  /** Bytes written since it was opened. */
  readonly bytes: number;
  /** Encodes a tick's commands at once. Called for every tick, in order, before its step. */
  append<Command>(tick: Tick, commands: readonly Command[], codec: Codec<Command>): void;
  /** The hash of the world at the last appended tick. */
  hash(hash: Hash): void;
  /**
   * The room record: state outside the world, such as the seats. Readers use the newest one; each segment repeats it.
   */
  room(bytes: Uint8Array): void;
  /** A consumer's cursor. Readers use the newest one of each consumer; each segment repeats it. */
  delivered(cursor: Cursor): void;
  /** The step to the last appended tick threw. */
  fault(error: unknown): void;
  /**
   * Makes the appended records durable. Returns a promise if that takes time: nobody may see the tick before it
   * resolves.
   */
  commit(): void | Promise<void>;
  /** Commits, and begins a new segment. @param world saved after the last appended tick */
  rotate(world: Uint8Array): void | Promise<void>;
  /**
   * Like `rotate`, and marks the earlier segments as a finished round, for {@link JournalStore.archiveRounds}.
   *
   * @param room the room record for the next round; default: the current one
   */
  endRound(world: Uint8Array, room?: Uint8Array): void | Promise<void>;
  /**
   * Commits, then closes.
   *
   * @param ended the room is over; otherwise it will be resumed
   */
  close(ended: boolean): Promise<void>;
}

/** Events of a room's journal, in order; without room records and cursors. */
export type JournalEvent =
  | { readonly type: "start"; readonly tick: Tick; readonly header: SegmentHeader; readonly world: Uint8Array | null }
  | { readonly type: "commands"; readonly tick: Tick; readonly commands: readonly Uint8Array[] }
  | { readonly type: "hash"; readonly tick: Tick; readonly hash: Hash }
  | { readonly type: "fault"; readonly tick: Tick; readonly message: string }
  | { readonly type: "end"; readonly tick: Tick; readonly reason: EndReason }
  /** The next events do not continue the previous ones; a start follows. */
  | { readonly type: "gap"; readonly tick: Tick };

/** Follows one room's journal while it grows, also where a finished round becomes a replay. */
export interface JournalFollower {
  /** The tick reached by the events so far. */
  readonly reached: Tick;
  /** Whether the journal has ended. */
  readonly over: boolean;
  /**
   * Emits the journal's events, from the newest start at least `backTicks` before its end, or else from the oldest one.
   * Rejects with `JournalError` if the journal has nothing readable.
   */
  open(backTicks: number, tickHz: number): Promise<void>;
  /** Emits what was added. Never rejects for bad content: unreadable data ends the journal for its followers. */
  poll(): Promise<void>;
}

export interface ReplayInfo {
  /** Letters, digits, `-` and `_`. */
  readonly id: string;
  readonly bytes: number;
  /** Time of packing, ms since 1970. */
  readonly packedAtMs: number;
  /** Its players, see `JournalSettings.playersOf`; null: unknown. */
  readonly players: readonly string[] | null;
}

/**
 * Stores rooms' journals and replays of finished rounds. Its promises reject if the storage fails, unless stated
 * otherwise.
 */
export interface JournalStore {
  /** Rooms with a journal: to be recovered, or to be retired if their timeline has ended. */
  rooms(): Promise<readonly string[]>;
  /** Whether a room is among {@link rooms}. */
  has(roomId: string): Promise<boolean>;
  /** A room's segments in order, for `readTimeline`. @param newest maximum number of segments, counted from the end */
  read(roomId: string, newest?: number): Promise<readonly Segment[]>;
  /** Call `open` first. */
  follow(roomId: string, emit: (event: JournalEvent) => void): JournalFollower;
  /** The highest epoch that ever claimed a room; 0: none. */
  epoch(roomId: string): Promise<number>;
  /**
   * Claims a room and begins a segment. Rejects with {@link NotOwner} unless its epoch is the highest. If the storage
   * fails, resolves with a journal in the state `failed`.
   */
  open(roomId: string, opening: JournalStart): Promise<Journal>;
  /** The recorded number of recovery attempts, see `recoverRooms`. */
  attempts(roomId: string): Promise<number>;
  /** Durably records that number; 0 removes it. */
  setAttempts(roomId: string, attempts: number): Promise<void>;
  /** Sets a room's journal aside with the reason, so that `rooms` no longer lists it. The journal must be closed. */
  quarantine(roomId: string, reason: string): Promise<void>;
  /**
   * Deletes journals that were set aside. Resolves with their number.
   *
   * @param which selects by the id of the machine that wrote the journal, null if unknown, and by the journal's name
   */
  discardQuarantined(which: (machine: string | null, name: string) => boolean | Promise<boolean>): Promise<number>;
  /**
   * Makes a replay of each finished round that somebody played, in slices, and deletes the round's segments; deletes
   * all segments if the room has ended. Sets a round aside if its segments do not form a timeline. Call it when every
   * consumer has the events. Resolves with the replays' ids.
   *
   * @param through leaves rounds that ended after this tick; default: none
   */
  archiveRounds(roomId: string, through?: Tick): Promise<readonly string[]>;
  /**
   * Deletes segments that recovery does not need, without making replays. Call it when every consumer has the events.
   *
   * @param through keeps everything after this tick
   */
  prune(roomId: string, through: Tick): Promise<void>;
  /** Deletes a room's whole journal, which must be closed. */
  discard(roomId: string): Promise<void>;
  /** Oldest first. */
  replays(): Promise<readonly ReplayInfo[]>;
  /** A replay, a single segment, read lazily; null: no such id. */
  openReplay(id: string): Promise<Blob | null>;
  /** A whole replay, in memory. */
  readReplay(id: string): Promise<Uint8Array | null>;
  /** Replaces a replay's bytes, in slices; it keeps its age. Does nothing if there is none. */
  replaceReplay(id: string, bytes: Uint8Array): Promise<void>;
  removeReplay(id: string): Promise<void>;
  /** Names of the journals that were set aside. */
  quarantined(): Promise<readonly string[]>;
  /** The remaining segments of a journal that was set aside, for inspection. */
  readQuarantined(name: string): Promise<readonly Segment[]>;
  removeQuarantined(name: string): Promise<void>;
}

/** Limits and durability of the storage. */
export interface JournalSettings {
  /** Commits wait for the disk. A machine crash needs that, a killed process does not. */
  readonly fsync: boolean;
  /** No other process uses the folder: check the owner when a segment begins, not before each commit. */
  readonly soleOwner: boolean;
  /** Limits of one room's segments. Beyond either, the oldest are deleted, and the round's replay begins later. */
  readonly roomSegments: number;
  readonly roomBytes: number;
  /** Limits of replays. Beyond either, those beyond their players' share are deleted, see `overFairShare`. */
  readonly replays: number;
  readonly replayBytes: number;
  /** Limit of journals set aside. Beyond it, the oldest of the machine with the most are deleted. */
  readonly maxQuarantined: number;
  /** Minimum distance of snapshots in a replay. */
  readonly replaySnapshotTicks: number;
  /** Sets a room aside by calling `move`, which throws errors of the storage. */
  readonly setAside: (roomId: string, move: () => void) => Promise<void>;
  /** The players of a round, from its last room record; a round with an empty list makes no replay. null: unknown. */
  readonly playersOf: (room: Uint8Array) => readonly string[] | null;
}

export const JOURNAL_DEFAULTS: JournalSettings = {
  fsync: false,
  soleOwner: false,
  roomSegments: 4_000,
  roomBytes: 0x1000_0000,
  replays: 200,
  replayBytes: 0x8000_0000,
  maxQuarantined: 20,
  replaySnapshotTicks: 300,
  setAside: async (_roomId, move) => move(),
  playersOf: () => null,
};
