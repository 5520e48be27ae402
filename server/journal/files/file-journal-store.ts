import { JournalError, type Segment } from "../../../shared/journal/index.ts";
import type { Tick } from "../../../shared/machine.ts";
import { runInSlices } from "../../run-in-slices.ts";
import { packRound } from "../pack-round.ts";
import {
  JOURNAL_DEFAULTS,
  type Journal,
  type JournalEvent,
  type JournalSettings,
  type JournalStart,
  type JournalStore,
  type ReplayInfo,
} from "../port.ts";
import { FileJournal } from "./file-journal.ts";
import { type FileSystem, hasCode } from "./file-system.ts";
import { checkedAsideName, isReplayId, isRoomId, type JournalPaths, journalPaths, replayId } from "./journal-paths.ts";
import { readNumberFile, writeNumberFile } from "./ownership.ts";
import { QuarantineFiles } from "./quarantine-files.ts";
import { ReplayFiles } from "./replay-files.ts";
import { beginsBy, finishedRounds, hasEnded, listSegments, type SegmentFile } from "./segment-files.ts";
import { SegmentFollower } from "./segment-follower.ts";

/**
 * Stores journals as files below a folder.
 *
 * A commit is one completed write, which survives the process, and with `fsync` also the machine. Each commit checks
 * the owner file first. A stale owner that is paused exactly between the check and the write can still write one batch
 * to its own segment; readers skip it, because the new owner's segment begins before it.
 */
export class FileJournalStore implements JournalStore {
  readonly #files: FileSystem;
  readonly #layout: JournalPaths;
  readonly #settings: JournalSettings;
  readonly #replays: ReplayFiles;
  readonly #quarantine: QuarantineFiles;

  constructor(files: FileSystem, dataDir: string, settings: Partial<JournalSettings> = {}) {
    this.#files = files;
    this.#layout = journalPaths(dataDir);
    this.#settings = { ...JOURNAL_DEFAULTS, ...settings };
    this.#replays = new ReplayFiles(files, this.#layout);
    this.#quarantine = new QuarantineFiles(files, this.#layout, this.#settings.maxQuarantined);
  }

  async rooms(): Promise<readonly string[]> {
    const names = this.#files.list(this.#layout.rooms).map(({ name }) => name);
    return names.filter((name) => isRoomId(name) && this.#segments(name).length > 0);
  }

  async has(roomId: string): Promise<boolean> {
    return isRoomId(roomId) && this.#segments(roomId).length > 0;
  }

  async read(roomId: string, newest = Number.POSITIVE_INFINITY): Promise<readonly Segment[]> {
    return runInSlices(this.#read(this.#segments(roomId).slice(-newest)));
  }

  follow(roomId: string, emit: (event: JournalEvent) => void): SegmentFollower {
    return new SegmentFollower(this, roomId, emit);
  }

  /** One segment's bytes from an offset on, possibly none yet; null: the segment does not exist, or was deleted. */
  async readSegment(roomId: string, segment: number, from: number): Promise<Uint8Array | null> {
    try {
      return this.#files.read(this.#layout.segment(roomId, segment), undefined, from);
    } catch (error) {
      if (hasCode(error, "ENOENT")) return null;
      throw error;
    }
  }

  async epoch(roomId: string): Promise<number> {
    return readNumberFile(this.#files, this.#layout.owner(roomId));
  }

  async open(roomId: string, opening: JournalStart): Promise<Journal> {
    const journal = new FileJournal(this.#files, this.#layout, this.#settings, roomId, opening);
    await journal.open(opening.world);
    return journal;
  }

  async attempts(roomId: string): Promise<number> {
    return readNumberFile(this.#files, this.#layout.attempts(roomId));
  }

  async setAttempts(roomId: string, attempts: number): Promise<void> {
    const path = this.#layout.attempts(roomId);
    if (attempts === 0) this.#files.remove(path);
    else writeNumberFile(this.#files, path, attempts);
  }

  async quarantine(roomId: string, reason: string): Promise<void> {
    await this.#settings.setAside(roomId, () => this.#quarantine.addRoom(roomId, reason));
  }

  async discardQuarantined(which: Parameters<JournalStore["discardQuarantined"]>[0]): Promise<number> {
    let discarded = 0;
    for (const name of this.#quarantine.names()) {
      if (!(await which(this.#quarantine.machineOf(name), name))) continue;
      this.#quarantine.remove(name);
      discarded++;
    }
    return discarded;
  }

  async archiveRounds(roomId: string, through = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
    const segments = this.#segments(roomId);
    const ended = through === Number.POSITIVE_INFINITY && hasEnded(this.#files, segments);
    const replays: string[] = [];
    for (const round of finishedRounds(this.#files, segments, ended, through)) {
      try {
        replays.push(...(await runInSlices(this.#pack(roomId, round))));
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        this.#quarantine.addSegments(roomId, round, error.message);
      }
    }
    if (ended) this.#files.remove(this.#layout.room(roomId));
    this.#replays.trim(this.#settings);
    return replays;
  }

  async prune(roomId: string, through: Tick): Promise<void> {
    const segments = this.#segments(roomId);
    const from = segments.findLastIndex((segment) => beginsBy(this.#files, segment, through));
    for (const { path } of segments.slice(0, Math.max(0, from))) this.#files.remove(path);
  }

  async discard(roomId: string): Promise<void> {
    this.#files.remove(this.#layout.room(roomId));
  }

  async replays(): Promise<readonly ReplayInfo[]> {
    return this.#replays.list();
  }

  async openReplay(id: string): Promise<Blob | null> {
    if (!isReplayId(id) || this.#files.stamp(this.#layout.replay(id)) === null) return null;
    return this.#files.blob(this.#layout.replay(id));
  }

  async readReplay(id: string): Promise<Uint8Array | null> {
    const blob = await this.openReplay(id);
    return blob === null ? null : new Uint8Array(await blob.arrayBuffer());
  }

  async replaceReplay(id: string, bytes: Uint8Array): Promise<void> {
    const replay = (await this.replays()).find((row) => row.id === id);
    // The age stays about the same, but the changed time invalidates cached copies.
    if (replay !== undefined) await runInSlices(this.#replays.write(id, bytes, Math.ceil(replay.packedAtMs) + 1));
  }

  async removeReplay(id: string): Promise<void> {
    if (isReplayId(id)) this.#replays.remove(id);
  }

  async quarantined(): Promise<readonly string[]> {
    return this.#quarantine.names();
  }

  async readQuarantined(name: string): Promise<readonly Segment[]> {
    return runInSlices(this.#read(this.#quarantine.segments(checkedAsideName(name))));
  }

  async removeQuarantined(name: string): Promise<void> {
    this.#quarantine.remove(checkedAsideName(name));
  }

  #segments(roomId: string): SegmentFile[] {
    return listSegments(this.#files, this.#layout, roomId);
  }

  *#read(segments: readonly SegmentFile[]): Generator<void, Segment[]> {
    const read: Segment[] = [];
    for (const { name, path } of segments) {
      read.push({ name, bytes: this.#files.read(path) });
      yield;
    }
    return read;
  }

  /** @returns the replays' ids */
  *#pack(roomId: string, round: readonly SegmentFile[]): Generator<void, string[]> {
    const { playersOf, replaySnapshotTicks } = this.#settings;
    let players: readonly string[] | null = null;
    const { stretches } = yield* packRound(yield* this.#read(round), replaySnapshotTicks, (room) => {
      players = room === null ? null : playersOf(room);
      return players?.length !== 0;
    });
    const ids: string[] = [];
    for (const { segment, bytes } of stretches) {
      const id = replayId(roomId, segment);
      // Write it before the replay, so that no replay lacks it.
      if (players !== null) this.#replays.writePlayers(id, players);
      yield* this.#replays.write(id, bytes);
      ids.push(id);
    }
    for (const { path } of round) {
      this.#files.remove(path);
      yield;
    }
    return ids;
  }
}
