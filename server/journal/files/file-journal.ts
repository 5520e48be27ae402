import { type Cursor, JOURNAL_LIMITS, JournalWriter } from "../../../shared/journal/index.ts";
import type { Codec, Hash, Tick } from "../../../shared/machine.ts";
import { type Journal, type JournalSettings, type JournalStart, type JournalState, NotOwner } from "../port.ts";
import { type FileSystem, hasCode, type OpenFile } from "./file-system.ts";
import type { JournalPaths } from "./journal-paths.ts";
import { Ownership } from "./ownership.ts";
import { listSegments, type SegmentFile, surplusSegments } from "./segment-files.ts";

/** A journal stored in files. */
export class FileJournal implements Journal {
  readonly roomId: string;
  readonly epoch: number;
  readonly #files: FileSystem;
  readonly #layout: JournalPaths;
  readonly #settings: JournalSettings;
  readonly #syncs: boolean;
  /** The constant part of each segment's header. */
  readonly #identity: Pick<JournalStart, "machine" | "machineVersion" | "build" | "seed" | "config">;
  readonly #ownership: Ownership;
  readonly #writer = new JournalWriter();
  readonly #cursors = new Map<string, Cursor>();
  #file: OpenFile | null = null;
  #state: JournalState = { is: "recording" };
  /** Segments of the running round, in order; null: not listed yet. */
  #segments: SegmentFile[] | null = null;
  /** Number of the newest segment. */
  #segment = 0;
  #since: number | null;
  #room: Uint8Array | null;
  /** Whether the first segment was begun. */
  #begun = false;
  /** The last appended tick. */
  #tick: Tick;
  #durableTick: Tick;
  #bytes = 0;

  constructor(
    files: FileSystem,
    layout: JournalPaths,
    settings: JournalSettings,
    roomId: string,
    opening: JournalStart,
  ) {
    this.#files = files;
    this.#layout = layout;
    this.#settings = settings;
    this.#syncs = opening.sync ?? settings.fsync;
    const { machine, machineVersion, build, seed, config } = opening;
    this.#identity = { machine, machineVersion, build, seed, config };
    this.#ownership = new Ownership(files, layout, roomId, opening.epoch);
    this.roomId = roomId;
    this.epoch = opening.epoch;
    this.#since = opening.since ?? null;
    this.#room = opening.room;
    for (const cursor of opening.cursors ?? []) this.#cursors.set(cursor.consumer, cursor);
    this.#tick = this.#durableTick = opening.tick;
  }

  get state(): JournalState {
    return this.#state;
  }

  get durableTick(): Tick {
    return this.#durableTick;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Claims the room and begins its first segment. Throws {@link NotOwner}.
   *
   * @param world its initial world; null: created from seed and config
   */
  open(world: Uint8Array | null): void | Promise<void> {
    return this.#begin(world, false);
  }

  append<Command>(tick: Tick, commands: readonly Command[], codec: Codec<Command>): void {
    this.#tick = tick;
    if (this.#isRecording()) this.#writer.append(tick, commands, codec);
  }

  hash(hash: Hash): void {
    if (this.#isRecording()) this.#writer.hash(hash);
  }

  room(bytes: Uint8Array): void {
    this.#room = bytes.slice();
    if (this.#isRecording()) this.#writer.room(bytes);
  }

  delivered(cursor: Cursor): void {
    const { consumer } = cursor;
    if (!this.#cursors.has(consumer) && this.#cursors.size === JOURNAL_LIMITS.consumers)
      throw new RangeError(`consumer ${consumer}: there are ${JOURNAL_LIMITS.consumers} already`);
    this.#cursors.set(consumer, cursor);
    if (this.#isRecording()) this.#writer.outbox(cursor);
  }

  fault(error: unknown): void {
    if (this.#isRecording()) this.#writer.fault(error);
  }

  commit(): void | Promise<void> {
    if (!this.#isRecording() || this.#file === null) return;
    this.#writer.closeBatch();
    const bytes = this.#writer.pending();
    if (bytes.length === 0) return;
    try {
      if (!this.#settings.soleOwner) this.#ownership.check();
      this.#file.write(bytes);
    } catch (error) {
      this.#fail(error);
      return;
    }
    return this.#afterWrite(this.#file);
  }

  rotate(world: Uint8Array): void | Promise<void> {
    const committed = this.commit();
    // The state is current even if the sync is pending: the new segment waits for the same disk.
    const opened = this.#begin(world, this.#state.is === "failed");
    return committed === undefined ? opened : Promise.all([committed, opened]).then(() => {});
  }

  endRound(world: Uint8Array, room: Uint8Array | null = this.#room): void | Promise<void> {
    if (this.#isRecording()) this.#writer.end("round");
    // Only the next segment gets it: the last one of this round names the round's players.
    this.#room = room?.slice() ?? null;
    this.#since = null;
    return this.rotate(world);
  }

  async close(ended: boolean): Promise<void> {
    if (this.#state.is === "closed") return;
    try {
      if (this.#state.is === "recording") {
        if (ended) this.#writer.end("closed");
        await this.commit();
      }
    } finally {
      this.#closeFile();
      this.#state = { is: "closed" };
    }
  }

  /** Whether records are written now. */
  #isRecording(): boolean {
    if (this.#state.is === "closed") throw new Error(`the journal of ${this.roomId} is closed`);
    if (this.#state.is === "lost") throw this.#ownership.lost();
    return this.#state.is === "recording";
  }

  #begin(world: Uint8Array | null, gap: boolean): void | Promise<void> {
    try {
      this.#ownership.claim();
      this.#ownership.check();
      this.#segments ??= this.#findSegments();
      const { file, segment } = this.#create(world, gap);
      this.#closeFile();
      this.#file = file;
      this.#segments.push(segment);
      this.#state = { is: "recording" };
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#begun) this.#dropOldSegments();
    this.#begun = true;
    return this.#afterWrite(this.#file);
  }

  #findSegments(): SegmentFile[] {
    const existing = listSegments(this.#files, this.#layout, this.roomId);
    this.#segment = existing.at(-1)?.number ?? 0;
    const since = this.#since ?? Number.POSITIVE_INFINITY;
    return existing.filter(({ number }) => number >= since);
  }

  /** Creates the next segment and writes all its initial records at once. */
  #create(world: Uint8Array | null, gap: boolean): { file: OpenFile; segment: SegmentFile } {
    const number = ++this.#segment;
    this.#since ??= number;
    const identity = { ...this.#identity, roomId: this.roomId, epoch: this.epoch };
    const place = { segment: number, since: this.#since, tick: this.#tick, gap };
    this.#writer.begin({ ...identity, ...place }, { world, room: this.#room, cursors: this.#cursors.values() });
    const path = this.#layout.segment(this.roomId, number);
    const file = this.#createFile(path);
    const bytes = this.#writer.pending();
    try {
      file.write(bytes);
    } catch (error) {
      file.close();
      // Readers skip an incomplete segment if it cannot be removed.
      ignoringErrors(() => this.#files.remove(path));
      throw error;
    }
    return { file, segment: { number, path, name: path.slice(path.lastIndexOf("/") + 1), bytes: bytes.length } };
  }

  #createFile(path: string): OpenFile {
    try {
      return this.#files.create(path);
    } catch (error) {
      throw hasCode(error, "EEXIST") ? this.#ownership.lost() : error;
    }
  }

  /** Deletes surplus segments after each new one except the first. A failure is repaired after the next one. */
  #dropOldSegments(): void {
    const segments = this.#segments;
    const since = this.#since;
    if (segments === null || since === null) return;
    ignoringErrors(() => {
      // `retire` handles those of finished rounds.
      while (segments[0].number < since) segments.shift();
      for (const { path } of surplusSegments(segments, this.#settings)) {
        this.#files.remove(path);
        segments.shift();
      }
    });
  }

  /** Updates the counters after the pending bytes were written, and syncs if required. */
  #afterWrite(file: OpenFile | null): void | Promise<void> {
    const tick = this.#tick;
    this.#bytes += this.#writer.pendingBytes;
    this.#writer.drain();
    const newest = this.#segments?.at(-1);
    if (newest !== undefined) newest.bytes = this.#writer.segmentBytes;
    if (file === null || !this.#syncs) {
      this.#durableTick = tick;
      return;
    }
    return file.sync().then(
      () => {
        this.#durableTick = Math.max(this.#durableTick, tick);
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /** Enters the state `failed`. Rethrows errors that cannot heal. */
  #fail(error: unknown): void {
    this.#closeFile();
    if (error instanceof NotOwner) {
      this.#state = { is: "lost" };
      throw error;
    }
    if (this.#state.is === "closed") return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#state = { is: "failed", reason, sinceTick: this.#durableTick };
  }

  #closeFile(): void {
    const file = this.#file;
    this.#file = null;
    if (file !== null) ignoringErrors(() => file.close());
  }
}

/** Runs an operation that may fail. */
function ignoringErrors(work: () => void): void {
  try {
    work();
  } catch {}
}
