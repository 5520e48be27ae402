import { ByteWriter } from "../codec/bytes.ts";
import type { Codec, Hash, Tick } from "../machine.ts";
import { closeFrame, HEAD_BYTES, MAGIC, openFrame } from "./frame.ts";
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

/** Commands that are written already. */
const AS_IT_IS: Codec<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes };

/** Room for how many ticks a record is about: a few. */
const COUNT_BYTES = 1;

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
  /** Whether a `ticks` record is being written, and where in `#out` it begins. */
  #open = false;
  #start = 0;
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
    return this.#drained + this.pendingBytes;
  }

  /** Starts a segment, forgetting what was not drained. */
  begin(header: Omit<SegmentHeader, "snapshot">, { world, room, cursors }: SegmentStart): void {
    this.#drained = this.#records = 0;
    this.#out.reset().bytes(MAGIC);
    this.#open = false;
    this.#reached = this.#appended = this.#entered = header.tick;
    this.#record({ type: "header", ...header, snapshot: world !== null });
    if (room !== null) this.#record({ type: "room", bytes: room });
    for (const cursor of cursors) this.#record({ type: "outbox", ...cursor });
    // Last, so that a segment whose snapshot is whole has everything it begins with.
    if (world !== null) this.#record({ type: "snapshot", tick: header.tick, world });
  }

  /** The commands of a tick, each as its codec wrote it. Every tick is appended, in order, before its step. */
  append(tick: Tick, commands: readonly Uint8Array[]): void {
    this.write(tick, commands, AS_IT_IS);
  }

  /** As `append`, of commands that are still to be written. */
  write<Command>(tick: Tick, commands: readonly Command[], codec: Codec<Command>): void {
    if (tick !== this.#appended + 1) throw new RangeError(`tick ${tick} appended after ${this.#appended}`);
    const out = this.#out;
    if (this.#open && out.length - this.#start - HEAD_BYTES - COUNT_BYTES > JOURNAL_LIMITS.batchBytes) this.mark();
    this.#appended = tick;
    if (commands.length === 0) return;
    this.#openTicks();
    this.#wholly(() => writeCommands(out, this.#entered, tick, commands, codec));
    this.#entered = tick;
  }

  #openTicks(): void {
    if (this.#open) return;
    this.#open = true;
    this.#start = openFrame(this.#out);
    this.#out.skip(COUNT_BYTES);
  }

  /** Closes what was appended into a record. */
  mark(): void {
    if (this.#appended === this.#reached) return;
    this.#openTicks();
    this.#open = false;
    this.#out.putVarint(this.#start + HEAD_BYTES, this.#appended - this.#reached);
    closeFrame(this.#out, this.#start, KIND.ticks, this.#records++);
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

  /** What is not yet drained, but for what was appended since the last mark; valid until the next record. */
  pending(): Uint8Array {
    return this.#out.buffer.subarray(0, this.pendingBytes);
  }

  get pendingBytes(): number {
    return this.#open ? this.#start : this.#out.length;
  }

  drain(): void {
    const bytes = this.pendingBytes;
    this.#drained += bytes;
    this.#out.dropFront(bytes);
    this.#start = 0;
  }

  #record(record: Exclude<JournalRecord, { type: "ticks" }>): void {
    this.#wholly(() => {
      const start = openFrame(this.#out);
      writeBody(this.#out, record);
      closeFrame(this.#out, start, KIND[record.type], this.#records);
    });
    this.#records++;
  }

  /** What throws leaves nothing behind. */
  #wholly(write: () => void): void {
    const { length } = this.#out;
    try {
      write();
    } catch (error) {
      this.#out.truncate(length);
      throw error;
    }
  }
}
