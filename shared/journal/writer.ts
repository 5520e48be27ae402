import { ByteWriter } from "../codec/bytes.ts";
import type { Hash, Tick } from "../machine.ts";
import { MAGIC, writeFrame } from "./frame.ts";
import { JOURNAL_LIMITS } from "./limits.ts";
import {
  type Cursor,
  type EndReason,
  faultMessage,
  type JournalRecord,
  KIND,
  type SegmentHeader,
  writeBody,
  writeCommands,
} from "./records.ts";

/** What a segment begins with, beside its header. */
export interface SegmentStart {
  /** null: the world is created from seed and config. */
  readonly world: Uint8Array | null;
  readonly room: Uint8Array | null;
  readonly cursors: Iterable<Cursor>;
}

/**
 * Writes a journal's records, one segment after the other, into a buffer that is used again. What it holds is to be written
 * out as {@link pending}, then {@link drain}ed.
 */
export class JournalWriter {
  readonly #out = new ByteWriter(4_096);
  /** Body of the record that is being written. */
  readonly #body = new ByteWriter(4_096);
  /** Entries of the next `ticks` record. */
  readonly #entries = new ByteWriter(4_096);
  /** Bytes of the segment before those in `#out`. */
  #drained = 0;
  /** Records of the segment. */
  #records = 0;
  #reached: Tick = 0;
  #appended: Tick = 0;
  /** Tick of the last entry. */
  #entered: Tick = 0;

  /** The tick that was appended last. */
  get tick(): Tick {
    return this.#appended;
  }

  /** Bytes of the segment so far. */
  get segmentBytes(): number {
    return this.#drained + this.#out.length;
  }

  /** Starts a segment, forgetting what was not drained. */
  begin(header: Omit<SegmentHeader, "snapshot">, { world, room, cursors }: SegmentStart): void {
    this.#drained = this.#records = 0;
    this.#out.reset().bytes(MAGIC);
    this.#entries.reset();
    this.#reached = this.#appended = this.#entered = header.tick;
    this.#record({ type: "header", ...header, snapshot: world !== null });
    if (room !== null) this.#record({ type: "room", bytes: room });
    for (const cursor of cursors) this.#record({ type: "outbox", ...cursor });
    // Last, so that a segment whose snapshot is whole has everything it begins with.
    if (world !== null) this.#record({ type: "snapshot", tick: header.tick, world });
  }

  /** The commands of a tick, each as its codec wrote it. Every tick is appended, in order, before its step. */
  append(tick: Tick, commands: readonly Uint8Array[]): void {
    if (tick !== this.#appended + 1) throw new RangeError(`tick ${tick} appended after ${this.#appended}`);
    if (this.#entries.length > JOURNAL_LIMITS.batchBytes) this.mark();
    this.#appended = tick;
    if (commands.length === 0) return;
    writeCommands(this.#entries, this.#entered, tick, commands);
    this.#entered = tick;
  }

  /** Closes what was appended into a record. */
  mark(): void {
    if (this.#appended === this.#reached) return;
    this.#body
      .reset()
      .varint(this.#appended - this.#reached)
      .bytes(this.#entries.view());
    this.#frame(KIND.ticks);
    this.#entries.reset();
    this.#reached = this.#entered = this.#appended;
  }

  hash(hash: Hash): void {
    this.mark();
    this.#record({ type: "hash", tick: this.#reached, hash });
  }

  /** A snapshot within a segment, so that playback can start there. */
  snapshot(world: Uint8Array): void {
    this.mark();
    this.#record({ type: "snapshot", tick: this.#reached, world });
  }

  room(bytes: Uint8Array): void {
    this.mark();
    this.#record({ type: "room", bytes });
  }

  outbox(cursor: Cursor): void {
    this.mark();
    this.#record({ type: "outbox", ...cursor });
  }

  /** The step to the tick appended last threw. */
  fault(error: unknown): void {
    this.mark();
    this.#record({ type: "fault", tick: this.#reached, message: faultMessage(error) });
  }

  end(reason: EndReason): void {
    this.mark();
    this.#record({ type: "end", tick: this.#reached, reason });
  }

  /** What is not yet drained; valid until the next record. */
  pending(): Uint8Array {
    return this.#out.view();
  }

  drain(): void {
    this.#drained += this.#out.length;
    this.#out.reset();
  }

  #record(record: Exclude<JournalRecord, { type: "ticks" }>): void {
    this.#body.reset();
    writeBody(this.#body, record);
    this.#frame(KIND[record.type]);
  }

  #frame(kind: number): void {
    writeFrame(this.#out, kind, this.#records++, this.#body.view());
  }
}
