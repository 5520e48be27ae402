import { JournalError, type Segment, type SegmentHeader, SegmentReader } from "../../../shared/journal/index.ts";
import type { Tick } from "../../../shared/machine.ts";
import { overFairShare } from "../../platform/storage/fair-share.ts";
import { TEMP_SUFFIX } from "../../platform/storage/inventory.ts";
import { packRound } from "../pack-round.ts";
import { runInSlices } from "../../run-in-slices.ts";
import {
  JOURNAL_DEFAULTS,
  type Journal,
  type JournalSettings,
  type JournalStart,
  type JournalStore,
  type ReplayInfo,
} from "../port.ts";
import { FileJournal } from "./file-journal.ts";
import { type FileSystem, hasCode } from "./file-system.ts";
import { isReplayId, isRoomId, type JournalPaths, journalPaths, replayId } from "./journal-paths.ts";
import { readNumberFile, writeNumberFile } from "./ownership.ts";
import { ReplayFiles } from "./replay-files.ts";
import { listSegments, listSegmentsIn, type SegmentFile, sortByAge } from "./segment-files.ts";

/** Bytes to read for a header, which is seldom longer. */
const HEADER_BYTES = 0x4000;
/** Size of one write. */
const CHUNK_BYTES = 0x4_0000;

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

  constructor(files: FileSystem, dataDir: string, settings: Partial<JournalSettings> = {}) {
    this.#files = files;
    this.#layout = journalPaths(dataDir);
    this.#settings = { ...JOURNAL_DEFAULTS, ...settings };
    this.#replays = new ReplayFiles(files, this.#layout);
  }

  async rooms(): Promise<readonly string[]> {
    const names = this.#files.list(this.#layout.rooms).map(({ name }) => name);
    return names.filter((name) => isRoomId(name) && this.#segments(name).length > 0);
  }

  async read(roomId: string, newest = Number.POSITIVE_INFINITY): Promise<readonly Segment[]> {
    return runInSlices(this.#read(this.#segments(roomId).slice(-newest)));
  }

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
    const aside = this.#newAside(roomId);
    this.#files.move(this.#layout.room(roomId), aside);
    this.#writeReason(aside, reason);
  }

  async discardQuarantined(which: Parameters<JournalStore["discardQuarantined"]>[0]): Promise<number> {
    let discarded = 0;
    for (const { name } of this.#files.list(this.#layout.quarantine)) {
      const folder = `${this.#layout.quarantine}/${name}`;
      if (!(await which(this.#machineOf(folder), name))) continue;
      this.#files.remove(folder);
      discarded++;
    }
    return discarded;
  }

  async archiveRounds(roomId: string, through = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
    const segments = this.#segments(roomId);
    const ended = through === Number.POSITIVE_INFINITY && this.#hasEnded(segments);
    const replays: string[] = [];
    for (const round of this.#finishedRounds(segments, ended, through)) {
      try {
        replays.push(...(await runInSlices(this.#pack(roomId, round))));
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        const aside = this.#newAside(roomId);
        for (const { path, name } of round) this.#files.move(path, `${aside}/${name}`);
        this.#writeReason(aside, error.message);
      }
    }
    if (ended) this.#files.remove(this.#layout.room(roomId));
    this.#replays.trim(this.#settings);
    return replays;
  }

  async prune(roomId: string, through: Tick): Promise<void> {
    const segments = this.#segments(roomId);
    const from = segments.findLastIndex((segment) => this.#beginsBy(segment, through));
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
    if (replay !== undefined) await runInSlices(this.#writeReplay(id, bytes, Math.ceil(replay.packedAtMs) + 1));
  }

  async removeReplay(id: string): Promise<void> {
    if (isReplayId(id)) this.#replays.remove(id);
  }

  async quarantined(): Promise<readonly string[]> {
    return this.#files.list(this.#layout.quarantine).map(({ name }) => name);
  }

  async readQuarantined(name: string): Promise<readonly Segment[]> {
    return runInSlices(this.#read(listSegmentsIn(this.#files, this.#aside(name))));
  }

  async removeQuarantined(name: string): Promise<void> {
    this.#files.remove(this.#aside(name));
  }

  #aside(name: string): string {
    if (!isReplayId(name)) throw new RangeError(`aside ${JSON.stringify(name)} is not a room's name and a number`);
    return `${this.#layout.quarantine}/${name}`;
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
      yield* this.#writeReplay(id, bytes);
      ids.push(id);
    }
    for (const { path } of round) {
      this.#files.remove(path);
      yield;
    }
    return ids;
  }

  *#writeReplay(id: string, bytes: Uint8Array, modifiedMs?: number): Generator<void, void> {
    const path = this.#layout.replay(id);
    // The draft's name differs from a replay's, so a partial file never counts as one.
    const draft = `${path}${TEMP_SUFFIX}`;
    this.#files.remove(draft);
    const file = this.#files.create(draft);
    try {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        file.write(bytes.subarray(at, at + CHUNK_BYTES));
        yield;
      }
    } finally {
      file.close();
    }
    this.#files.move(draft, path, modifiedMs);
  }

  #newAside(roomId: string): string {
    const existing = new Set(this.#files.list(this.#layout.quarantine).map(({ name }) => name));
    let number = 1;
    while (existing.has(`${roomId}-${number}`)) number++;
    return `${this.#layout.quarantine}/${roomId}-${number}`;
  }

  #writeReason(aside: string, reason: string): void {
    this.#files.replace(`${aside}/reason.txt`, new TextEncoder().encode(`${reason}\n`));
    this.#trimAsides();
  }

  /** Each machine's journals displace only their own kind: a lobby is one, matches are many. */
  #trimAsides(): void {
    const asides = sortByAge(this.#files.list(this.#layout.quarantine)).map(({ name, bytes }) => {
      const folder = `${this.#layout.quarantine}/${name}`;
      return { folder, bytes, players: [this.#machineOf(folder) ?? ""] };
    });
    for (const { folder } of overFairShare(asides, this.#settings.maxQuarantined, Number.POSITIVE_INFINITY))
      this.#files.remove(folder);
  }

  /** Segments by finished round, without rounds that ended after `through`. */
  #finishedRounds(segments: readonly SegmentFile[], ended: boolean, through: Tick): SegmentFile[][] {
    const rounds = new Map<number, { readonly firstTick: Tick; readonly segments: SegmentFile[] }>();
    let since = 0;
    for (const segment of segments) {
      // A segment without a header belongs to the round before it.
      const header = this.#header(segment);
      since = header?.since ?? since;
      const round = rounds.get(since) ?? { firstTick: header?.tick ?? 0, segments: [] };
      rounds.set(since, round);
      round.segments.push(segment);
    }
    const inOrder = [...rounds.values()];
    const last = inOrder.length - 1;
    return inOrder
      .filter((_, i) => (i < last ? inOrder[i + 1].firstTick <= through : ended))
      .map((round) => round.segments);
  }

  #header({ name, path, bytes }: SegmentFile): SegmentHeader | null {
    for (const most of [HEADER_BYTES, bytes]) {
      const { header } = new SegmentReader(this.#files.read(path, most), name);
      if (header !== null || bytes <= most) return header;
    }
    return null;
  }

  /** The machine that wrote the segments in a folder; null: unknown. */
  #machineOf(folder: string): string | null {
    for (const segment of listSegmentsIn(this.#files, folder)) {
      try {
        const header = this.#header(segment);
        if (header !== null) return header.machine;
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
      }
    }
    return null;
  }

  /** Whether a segment has a snapshot from a tick up to `through`. */
  #beginsBy({ name, path }: SegmentFile, through: Tick): boolean {
    const reader = new SegmentReader(this.#files.read(path), name);
    if (reader.header === null || reader.header.tick > through) return false;
    for (let record = reader.next(); record !== null; record = reader.next())
      if (record.type === "snapshot") return true;
    return false;
  }

  #hasEnded(segments: readonly SegmentFile[]): boolean {
    const newest = segments.at(-1);
    if (newest === undefined) return false;
    try {
      const reader = new SegmentReader(this.#files.read(newest.path), newest.name);
      let ended = false;
      for (let record = reader.next(); record !== null; record = reader.next())
        ended = record.type === "end" && record.reason === "closed";
      return ended;
    } catch (error) {
      if (error instanceof JournalError) return false;
      throw error;
    }
  }
}
