import type { Cursor, Segment } from "../../shared/journal/index.ts";
import type { Codec, Hash, Tick } from "../../shared/machine.ts";

/** Another owner has the room: whoever is told so must stop it, as its players are elsewhere. */
export class NotOwner extends Error {
  override readonly name = "NotOwner";
}

/** What a journal begins with. */
export interface JournalOpening {
  readonly machine: string;
  readonly machineVersion: number;
  /** What writes it, for people. */
  readonly build: string;
  /** uint32 */
  readonly seed: number;
  /** The machine's configuration as its codec writes it. */
  readonly config: Uint8Array;
  /** Higher than that of any owner before. */
  readonly epoch: number;
  readonly tick: Tick;
  /** The world at `tick`; null: as created. */
  readonly world: Uint8Array | null;
  readonly room: Uint8Array | null;
  /** A room taken over goes on with the round and the cursors that its timeline's `latest.since` and `cursors` tell. */
  readonly since?: number;
  readonly cursors?: Iterable<Cursor>;
}

export type JournalState =
  | { readonly is: "recording" }
  /** Nothing is kept since `sinceTick`, until {@link Journal.rotate} succeeds. */
  | { readonly is: "failed"; readonly reason: string; readonly sinceTick: Tick }
  /** @see NotOwner */
  | { readonly is: "lost" }
  | { readonly is: "closed" };

/**
 * One room's journal, to write. What is appended is kept in memory until `commit`, which comes before the tick's patch (D4).
 *
 * A disk that is full, read-only or gone does not throw: `state` becomes `failed`, what is appended is dropped, and every
 * `rotate` tries to begin a new segment that is marked as lying behind a gap. Whether the room goes on meanwhile is its own
 * affair. Every method that writes throws, or rejects with, {@link NotOwner} once another owner opened the room.
 */
export interface Journal {
  readonly roomId: string;
  readonly epoch: number;
  readonly state: JournalState;
  /** Recovery reaches at least this tick. */
  readonly durableTick: Tick;
  /** Written since it was opened. */
  readonly bytes: number;
  /** A tick's commands, which are written at once. Called for every tick, in order, before its step. */
  append<Command>(tick: Tick, commands: readonly Command[], codec: Codec<Command>): void;
  /** The hash of the world at the tick appended last. */
  hash(hash: Hash): void;
  /** What the wiring needs beside the world, such as who sits where; the newest counts, and is in every segment. */
  room(bytes: Uint8Array): void;
  /** How far a consumer of events has come; the newest of each counts, and is in every segment. */
  delivered(cursor: Cursor): void;
  /** The step to the tick appended last threw. */
  fault(error: unknown): void;
  /** Makes durable what was appended. A promise where that takes waiting: nobody may see the tick before it is kept. */
  commit(): void | Promise<void>;
  /** Commits, and begins a new segment. @param world as saved after the tick appended last */
  rotate(world: Uint8Array): void | Promise<void>;
  /**
   * As `rotate`; the segments before are a finished round, for {@link JournalStore.retire}.
   *
   * @param room what the wiring needs in the next round; default: what it needed before
   */
  endRound(world: Uint8Array, room?: Uint8Array): void | Promise<void>;
  /**
   * Commits, and writes no more.
   *
   * @param ended the room is over; otherwise it is to be taken up again
   */
  close(ended: boolean): Promise<void>;
}

export interface ReplayInfo {
  /** Letters, digits, `-` and `_`. */
  readonly id: string;
  readonly bytes: number;
  /** When it was packed, ms since 1970. */
  readonly packedAtMs: number;
  /** Who played in it, see `JournalSettings.playersOf`; null: not known. */
  readonly players: readonly string[] | null;
}

/** Journals of rooms and replays of finished rounds. Its promises reject when the storage fails, unless it says otherwise. */
export interface JournalStore {
  /** Rooms that have a journal: to be taken up, or to be retired if their timeline ended. */
  rooms(): Promise<readonly string[]>;
  /** Their segments in order, for `readTimeline`. @param newest no more than this many, counted from the end */
  read(roomId: string, newest?: number): Promise<readonly Segment[]>;
  /** One segment's bytes from an offset on, which may be none yet; null: there is no such segment, or no longer. */
  readSegment(roomId: string, segment: number, from: number): Promise<Uint8Array | null>;
  /** The highest epoch that ever claimed a room; 0: none. */
  epoch(roomId: string): Promise<number>;
  /**
   * Takes a room over and begins a segment. Rejects with {@link NotOwner} unless its epoch is the highest; on storage that
   * fails, resolves with a journal in the state `failed`.
   */
  open(roomId: string, opening: JournalOpening): Promise<Journal>;
  /** How many attempts to take a room up are noted, see `recoverRooms`. */
  attempts(roomId: string): Promise<number>;
  /** Notes that number durably; 0: forgets it. */
  setAttempts(roomId: string, attempts: number): Promise<void>;
  /** Moves a room's journal to where `rooms` no longer sees it, with the reason beside it. No journal of it may be open. */
  setAside(roomId: string, reason: string): Promise<void>;
  /**
   * Gives up journals that were set aside. Resolves with how many.
   *
   * @param which is asked with the id of the machine that wrote each, null where it cannot be told, and its name
   */
  discardAsides(which: (machine: string | null, name: string) => boolean | Promise<boolean>): Promise<number>;
  /**
   * Makes a replay of each finished round that somebody played, without holding up ticks, and gives up the segments they were made of; all of
   * them, if the room has ended. A round whose segments do not hang together is set aside instead. For when every consumer of
   * events has what it is to get. Resolves with the replays' ids.
   *
   * @param through rounds that ended after this tick are left as they are; default: none
   */
  retire(roomId: string, through?: Tick): Promise<readonly string[]>;
  /**
   * Gives up the segments that a recovery does not need, without making replays of them. For when every consumer of events has
   * what it is to get.
   *
   * @param through what happened after this tick stays in any case
   */
  prune(roomId: string, through: Tick): Promise<void>;
  /** Gives up a room's whole journal. None of it may be open. */
  discard(roomId: string): Promise<void>;
  /** Oldest first. */
  replays(): Promise<readonly ReplayInfo[]>;
  /** A single segment, read when and as far as it is asked for; null: there is none of that id. */
  openReplay(id: string): Promise<Blob | null>;
  /** All of it. */
  readReplay(id: string): Promise<Uint8Array | null>;
  /** Puts another recording in a replay's place, without holding up ticks; it keeps its age. Nothing, if there is none. */
  replaceReplay(id: string, bytes: Uint8Array): Promise<void>;
  removeReplay(id: string): Promise<void>;
  /** Names of journals that were set aside. */
  asides(): Promise<readonly string[]>;
  /** What of its segments is there, for whoever looks into it. */
  readAside(name: string): Promise<readonly Segment[]>;
  removeAside(name: string): Promise<void>;
}

/** How much is kept, and how surely. */
export interface JournalSettings {
  /** Commits wait until the disk has them: what a lost machine needs. A killed process does not. */
  readonly fsync: boolean;
  /** No other process works in the folder: the owner is looked at when a segment begins, not before each commit. */
  readonly soleOwner: boolean;
  /** Segments of one room; beyond either, the oldest are given up, and the round's replay begins later. */
  readonly roomSegments: number;
  readonly roomBytes: number;
  /** Replays; beyond either, those go that are beyond their players' share, see `beyondShare`. */
  readonly replays: number;
  readonly replayBytes: number;
  /** Journals set aside; beyond it, the oldest of the machine of which there are most are given up. */
  readonly asides: number;
  /** Snapshots in a replay are at least so far apart. */
  readonly replaySnapshotTicks: number;
  /**
   * Who played in a round, from what the room's wiring last noted in it: of one in which nobody did no replay is made. null:
   * it does not say.
   */
  readonly playersOf: (room: Uint8Array) => readonly string[] | null;
}

export const JOURNAL_DEFAULTS: JournalSettings = {
  fsync: false,
  soleOwner: false,
  roomSegments: 4_000,
  roomBytes: 0x1000_0000,
  replays: 200,
  replayBytes: 0x8000_0000,
  asides: 20,
  replaySnapshotTicks: 300,
  playersOf: () => null,
};
