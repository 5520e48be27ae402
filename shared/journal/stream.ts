import { ByteWriter } from "../codec/bytes.ts";
import { type Codec, CodecError, type Hash, type Tick } from "../machine.ts";
import { JournalError } from "./error.ts";
import { closeFrame, HEAD_BYTES, MAGIC, openFrame, readFrame } from "./frame.ts";
import {
  type EndReason,
  faultMessage,
  type JournalRecord,
  KIND,
  readBody,
  type SegmentHeader,
  writeBody,
  writeCommands,
} from "./records.ts";

/** What a stream may hold: nothing of the wiring, which is nobody else's. */
export type StreamRecord = Exclude<JournalRecord, { type: "room" | "outbox" }>;

const AS_IT_IS: Codec<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes };
/** Room for how many ticks a record is about: a few. */
const COUNT_BYTES = 1;

/**
 * Writes a journal as it goes to those who watch a room. It is like a segment without an end, but its records are numbered
 * from any number: everyone is sent the same bytes, whenever they came, after an {@link opening} of their own.
 */
export class StreamWriter {
  readonly #out = new ByteWriter(1_024);
  #records = 0;
  /** What the records so far have reached, and the tick of the last entry. */
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

  /** What comes before the records from here on, for one who has none. @param world null: as created */
  opening(header: SegmentHeader, world: Uint8Array | null): Uint8Array {
    const out = new ByteWriter(world === null ? 256 : world.length + 256).bytes(MAGIC);
    const number = this.#records + 512 - (world === null ? 1 : 2);
    const place = { ...header, tick: this.#reached, snapshot: world !== null, gap: false };
    frame(out, { type: "header", ...place }, number);
    if (world !== null) frame(out, { type: "snapshot", tick: this.#reached, world }, number + 1);
    return out.finish();
  }

  /** The commands of a tick that has any. In order. */
  commands(tick: Tick, commands: readonly Uint8Array[]): void {
    if (!this.#open) {
      this.#open = true;
      this.#start = openFrame(this.#out);
      this.#out.skip(COUNT_BYTES);
    }
    writeCommands(this.#out, this.#entered, tick, commands, AS_IT_IS);
    this.#entered = tick;
  }

  /** All ticks up to this one are told. */
  reach(tick: Tick): void {
    if (tick === this.#reached) return;
    if (!this.#open) {
      this.#start = openFrame(this.#out);
      this.#out.skip(COUNT_BYTES);
    }
    this.#open = false;
    this.#out.putVarint(this.#start + HEAD_BYTES, tick - this.#reached);
    closeFrame(this.#out, this.#start, KIND.ticks, this.#records++);
    this.#reached = this.#entered = tick;
  }

  hash(hash: Hash): void {
    frame(this.#out, { type: "hash", tick: this.#reached, hash }, this.#records++);
  }

  fault(message: string): void {
    frame(this.#out, { type: "fault", tick: this.#reached, message: faultMessage(message) }, this.#records++);
  }

  end(reason: EndReason): void {
    frame(this.#out, { type: "end", tick: this.#reached, reason }, this.#records++);
  }

  /** What was written since it was last asked for. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#out.view());
    this.#out.reset();
    return bytes;
  }
}

function frame(out: ByteWriter, record: Exclude<StreamRecord, { type: "ticks" }>, number: number): void {
  const start = openFrame(out);
  writeBody(out, record);
  closeFrame(out, start, KIND[record.type], number);
}

/** Reads what a {@link StreamWriter} wrote, in whatever parts it comes. */
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

  /** null: there is none that is whole. Throws {@link JournalError}. */
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
    // A header speaks of its own tick.
    const record = read(kind, body, this.#reached);
    if (record.type === "room" || record.type === "outbox" || (record.type === "header") !== this.#number < 0)
      throw new JournalError("order", `a record of type ${record.type}`);
    if (record.type === "header") this.#reached = record.tick;
    if (record.type === "ticks") this.#reached = record.through;
    return record;
  }
}

function read(kind: number, body: Uint8Array, reached: Tick): JournalRecord {
  try {
    return readBody(kind, body, reached);
  } catch (error) {
    if (error instanceof CodecError) throw new JournalError("order", error.message);
    throw error;
  }
}
