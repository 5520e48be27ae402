import { ByteWriter } from "../codec/bytes.ts";
import type { Codec, Hash, Tick } from "../machine.ts";
import { closeFrame, HEAD_BYTES, MAGIC, openFrame } from "./frame.ts";
import { JOURNAL_LIMITS } from "./limits.ts";
import {
  type Cursor,
  type EndReason,
  faultMessage,
  type JournalRecord,
  RECORD_KIND,
  type SegmentHeader,
  writeBody,
  writeCommands,
} from "./records.ts";

/** For commands that are already encoded. */
const IDENTITY_CODEC: Codec<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes };

/** Bytes reserved for a record's number of ticks, which is small. */
const COUNT_BYTES = 1;

/** The initial content of a segment after its header. */
export interface SegmentStart {
  /** null: the world is created from seed and config. */
  readonly world: Uint8Array | null;
  readonly room: Uint8Array | null;
  readonly cursors: Iterable<Cursor>;
}

/**
 * Encodes a journal's records, segment after segment, into a reused buffer. The caller writes out the {@link pending}
 * bytes, then calls {@link drain}.
 */
export class JournalWriter {
  readonly #out = new ByteWriter(4_096);
  /** Whether a `ticks` record is open, and its start in `#out`. */
  #recordOpen = false;
  #recordStart = 0;
  /** Bytes of the segment that were drained from `#out`. */
  #drained = 0;
  /** Number of records in the segment. */
  #records = 0;
  #reached: Tick = 0;
  #appended: Tick = 0;
  /** Tick of the last entry. */
  #entered: Tick = 0;

  /** The last appended tick. */
  get tick(): Tick {
    return this.#appended;
  }

  /** Bytes of the segment so far. */
  get segmentBytes(): number {
    return this.#drained + this.pendingBytes;
  }

  /** Starts a segment and drops undrained bytes. */
  begin(header: Omit<SegmentHeader, "snapshot">, { world, room, cursors }: SegmentStart): void {
    this.#drained = this.#records = 0;
    this.#out.reset().bytes(MAGIC);
    this.#recordOpen = false;
    this.#reached = this.#appended = this.#entered = header.tick;
    this.#record({ type: "header", ...header, snapshot: world !== null });
    if (room !== null) this.#record({ type: "room", bytes: room });
    for (const cursor of cursors) this.#record({ type: "outbox", ...cursor });
    // Last, so that a segment with a whole snapshot has all its initial records.
    if (world !== null) this.#record({ type: "snapshot", tick: header.tick, world });
  }

  /** Appends the encoded commands of a tick. Every tick is appended, in order, before its step. */
  appendEncoded(tick: Tick, commands: readonly Uint8Array[]): void {
    this.append(tick, commands, IDENTITY_CODEC);
  }

  /** Like `append`, for commands that are not encoded yet. */
  append<Command>(tick: Tick, commands: readonly Command[], codec: Codec<Command>): void {
    if (tick !== this.#appended + 1) throw new RangeError(`tick ${tick} appended after ${this.#appended}`);
    const out = this.#out;
    if (this.#recordOpen && out.length - this.#recordStart - HEAD_BYTES - COUNT_BYTES > JOURNAL_LIMITS.batchBytes)
      this.closeBatch();
    this.#appended = tick;
    if (commands.length === 0) return;
    this.#openTicks();
    this.#atomically(() => writeCommands(out, this.#entered, tick, commands, codec));
    this.#entered = tick;
  }

  #openTicks(): void {
    if (this.#recordOpen) return;
    this.#recordOpen = true;
    this.#recordStart = openFrame(this.#out);
    this.#out.skip(COUNT_BYTES);
  }

  /** Closes the appended ticks into a record. */
  closeBatch(): void {
    if (this.#appended === this.#reached) return;
    this.#openTicks();
    this.#recordOpen = false;
    this.#out.patchVarint(this.#recordStart + HEAD_BYTES, this.#appended - this.#reached);
    closeFrame(this.#out, this.#recordStart, RECORD_KIND.ticks, this.#records++);
    this.#reached = this.#entered = this.#appended;
  }

  hash(hash: Hash): void {
    this.closeBatch();
    this.#record({ type: "hash", tick: this.#reached, hash });
  }

  /** Adds a snapshot within a segment, so that playback can start there. */
  snapshot(world: Uint8Array): void {
    this.closeBatch();
    this.#record({ type: "snapshot", tick: this.#reached, world });
  }

  room(bytes: Uint8Array): void {
    this.closeBatch();
    this.#record({ type: "room", bytes });
  }

  outbox(cursor: Cursor): void {
    this.closeBatch();
    this.#record({ type: "outbox", ...cursor });
  }

  /** The step to the last appended tick threw. */
  fault(error: unknown): void {
    this.closeBatch();
    this.#record({ type: "fault", tick: this.#reached, message: faultMessage(error) });
  }

  end(reason: EndReason): void {
    this.closeBatch();
    this.#record({ type: "end", tick: this.#reached, reason });
  }

  /** The undrained bytes, without ticks appended since the last mark; valid until the next record. */
  pending(): Uint8Array {
    return this.#out.buffer.subarray(0, this.pendingBytes);
  }

  get pendingBytes(): number {
    return this.#recordOpen ? this.#recordStart : this.#out.length;
  }

  drain(): void {
    const bytes = this.pendingBytes;
    this.#drained += bytes;
    this.#out.discardFront(bytes);
    this.#recordStart = 0;
  }

  #record(record: Exclude<JournalRecord, { type: "ticks" }>): void {
    this.#atomically(() => {
      const start = openFrame(this.#out);
      writeBody(this.#out, record);
      closeFrame(this.#out, start, RECORD_KIND[record.type], this.#records);
    });
    this.#records++;
  }

  /** Removes partial output if `write` throws. */
  #atomically(write: () => void): void {
    const { length } = this.#out;
    try {
      write();
    } catch (error) {
      this.#out.truncate(length);
      throw error;
    }
  }
}
