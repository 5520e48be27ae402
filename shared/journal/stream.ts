import { ByteWriter } from "../codec/bytes.ts";
import { type Codec, CodecError, type Hash, type Tick } from "../machine.ts";
import { JournalError } from "./error.ts";
import { closeFrame, HEAD_BYTES, MAGIC, openFrame, readFrame } from "./frame.ts";
import {
  type EndReason,
  faultMessage,
  type JournalRecord,
  RECORD_KIND,
  readBody,
  type SegmentHeader,
  writeBody,
  writeCommands,
} from "./records.ts";

/** Records of a stream: room records and cursors stay private. */
export type StreamRecord = Exclude<JournalRecord, { type: "room" | "outbox" }>;

const IDENTITY_CODEC: Codec<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes };
/** Bytes reserved for a record's number of ticks, which is small. */
const COUNT_BYTES = 1;

/**
 * Writes the running journal for spectators. It is like a segment without an end, but its records are numbered from an
 * arbitrary number: all spectators get the same bytes, whenever they came, after an {@link opening} of their own.
 */
export class StreamWriter {
  readonly #out = new ByteWriter(1_024);
  #records = 0;
  /** The tick reached by the records so far, and the tick of the last entry. */
  #reached: Tick;
  #entered: Tick;
  #open = false;
  #start = 0;

  constructor(tick: Tick) {
    this.#reached = this.#entered = tick;
  }

  get reached(): Tick {
    return this.#reached;
  }

  /**
   * The bytes that a new reader needs before the records from here on. @param world null: created from seed and config
   */
  opening(header: SegmentHeader, world: Uint8Array | null): Uint8Array {
    const out = new ByteWriter(world === null ? 256 : world.length + 256).bytes(MAGIC);
    const number = this.#records + 512 - (world === null ? 1 : 2);
    const start = { ...header, tick: this.#reached, snapshot: world !== null, gap: false };
    writeFrame(out, { type: "header", ...start }, number);
    if (world !== null) writeFrame(out, { type: "snapshot", tick: this.#reached, world }, number + 1);
    return out.finish();
  }

  /** Adds the commands of a tick that has any. Call it in tick order. */
  commands(tick: Tick, commands: readonly Uint8Array[]): void {
    if (!this.#open) {
      this.#open = true;
      this.#start = openFrame(this.#out);
      this.#out.skip(COUNT_BYTES);
    }
    writeCommands(this.#out, this.#entered, tick, commands, IDENTITY_CODEC);
    this.#entered = tick;
  }

  /** Completes all ticks up to this one. */
  completeTick(tick: Tick): void {
    if (tick === this.#reached) return;
    if (!this.#open) {
      this.#start = openFrame(this.#out);
      this.#out.skip(COUNT_BYTES);
    }
    this.#open = false;
    this.#out.patchVarint(this.#start + HEAD_BYTES, tick - this.#reached);
    closeFrame(this.#out, this.#start, RECORD_KIND.ticks, this.#records++);
    this.#reached = this.#entered = tick;
  }

  hash(hash: Hash): void {
    writeFrame(this.#out, { type: "hash", tick: this.#reached, hash }, this.#records++);
  }

  fault(message: string): void {
    writeFrame(this.#out, { type: "fault", tick: this.#reached, message: faultMessage(message) }, this.#records++);
  }

  end(reason: EndReason): void {
    writeFrame(this.#out, { type: "end", tick: this.#reached, reason }, this.#records++);
  }

  /** Returns the bytes written since the last call. */
  takeBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#out.view());
    this.#out.reset();
    return bytes;
  }
}

function writeFrame(out: ByteWriter, record: Exclude<StreamRecord, { type: "ticks" }>, number: number): void {
  const start = openFrame(out);
  writeBody(out, record);
  closeFrame(out, start, RECORD_KIND[record.type], number);
}

/** Reads the bytes of a {@link StreamWriter}, in chunks of any size. */
export class StreamReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #begun = false;
  #number = -1;
  #reached: Tick = 0;

  push(bytes: Uint8Array): void {
    const left = this.#bytes.subarray(this.#at);
    this.#bytes = new Uint8Array(left.length + bytes.length);
    this.#bytes.set(left);
    this.#bytes.set(bytes, left.length);
    this.#at = 0;
  }

  /** The next record; null: no complete one yet. Throws {@link JournalError}. */
  next(): StreamRecord | null {
    if (!this.#begun && !this.#begin()) return null;
    const { state, kind, number, body, end } = readFrame(this.#bytes, this.#at);
    if (state === "short") return null;
    if (state !== "whole")
      throw new JournalError("damaged", `a record that cannot be read, after tick ${this.#reached}`);
    if (this.#number >= 0 && number !== this.#number) throw new JournalError("order", "records are missing");
    const record = this.#decode(kind, body);
    this.#number = (number + 1) % 256;
    this.#at = end;
    return record;
  }

  #begin(): boolean {
    if (this.#bytes.length - this.#at < MAGIC.length) return false;
    if (MAGIC.some((byte, i) => this.#bytes[this.#at + i] !== byte))
      throw new JournalError("notAJournal", "it begins with other bytes");
    this.#at += MAGIC.length;
    this.#begun = true;
    return true;
  }

  #decode(kind: number, body: Uint8Array): StreamRecord {
    // A header carries its own tick.
    const record = readChecked(kind, body, this.#reached);
    if (record.type === "room" || record.type === "outbox" || (record.type === "header") !== this.#number < 0)
      throw new JournalError("order", `a record of type ${record.type}`);
    if (record.type === "header") this.#reached = record.tick;
    if (record.type === "ticks") this.#reached = record.through;
    return record;
  }
}

function readChecked(kind: number, body: Uint8Array, reached: Tick): JournalRecord {
  try {
    return readBody(kind, body, reached);
  } catch (error) {
    if (error instanceof CodecError) throw new JournalError("order", error.message);
    throw error;
  }
}
