import { CodecError, type Tick } from "../machine.ts";
import { JournalError } from "./error.ts";
import { findFrame, MAGIC, readFrame } from "./frame.ts";
import { JOURNAL_LIMITS } from "./limits.ts";
import { type JournalRecord, readBody, type SegmentHeader } from "./records.ts";

/** The skipped end of a segment. */
export interface SegmentCut {
  /** Offset of the first skipped byte. */
  readonly at: number;
  readonly bytes: number;
  /** `torn`: the bytes end within a record. `unreadable`: the bytes are no record. */
  readonly kind: "torn" | "unreadable";
}

/**
 * Reads one segment, record by record.
 *
 * An unreadable record is the segment's **torn tail** if no whole record begins after it, and is cut off. It is a
 * **damaged middle** if one does, and the segment is refused. A killed process leaves the first bytes of its last
 * write, a lost machine may leave anything in their place, and neither leaves a whole record behind. So a flipped bit
 * in the very last record counts as a torn tail: the records before it give a state that the room really had, while a
 * refusal would lose the room for a record that was perhaps never acknowledged. Only the following segments can tell
 * whether a segment should have more: see `readTimeline`.
 */
export class SegmentReader {
  readonly #bytes: Uint8Array;
  readonly #name: string;
  readonly #header: SegmentHeader | null;
  #at = MAGIC.length;
  #reached: Tick = 0;
  #records = 0;
  #begun = false;
  #last: JournalRecord["type"] | null = null;
  #cut: SegmentCut | null = null;

  /**
   * Throws {@link JournalError}.
   *
   * @param name for error messages
   */
  constructor(bytes: Uint8Array, name = "journal") {
    this.#bytes = bytes;
    this.#name = name;
    if (bytes.length > JOURNAL_LIMITS.segmentBytes)
      this.#refuse("format", `${bytes.length} bytes, at most ${JOURNAL_LIMITS.segmentBytes}`);
    for (let i = 0; i < Math.min(MAGIC.length, bytes.length); i++)
      if (bytes[i] !== MAGIC[i]) this.#refuse("notAJournal", "not a journal: it begins with other bytes");
    if (bytes.length < MAGIC.length) {
      this.#at = 0;
      this.#cutHere("torn");
    }
    const first = this.next();
    if (first !== null && first.type !== "header") this.#refuse("order", `begins with a record of type ${first.type}`);
    this.#header = first;
    if (first === null) return;
    this.#reached = first.tick;
    this.#begun = !first.snapshot;
  }

  /** null: the header is incomplete. */
  get header(): SegmentHeader | null {
    return this.#header;
  }

  /** Known after {@link next} has returned null. */
  get cut(): SegmentCut | null {
    return this.#cut;
  }

  /** The tick reached by the records read so far. */
  get reached(): Tick {
    return this.#reached;
  }

  /** Whether the segment's initial world has been read; a segment without it is useless. */
  get hasWorld(): boolean {
    return this.#begun;
  }

  /** The next record after the header; null: the end. Throws {@link JournalError}. */
  next(): JournalRecord | null {
    const at = this.#at;
    if (this.#cut !== null || at === this.#bytes.length) return null;
    const frame = readFrame(this.#bytes, at);
    if (frame.state === "short") return this.#cutHere("torn");
    if (frame.state !== "whole") {
      const found = findFrame(this.#bytes, frame.state === "badBody" ? frame.end : at + 1);
      if (found < 0) return this.#cutHere("unreadable");
      this.#refuse("damaged", `damaged: no record can be read at ${at}, but one follows at ${found}`);
    }
    if (frame.number !== this.#records % 256)
      this.#refuse("order", `records are missing, or there twice, before ${at}`);
    const record = this.#decode(frame.kind, frame.body);
    this.#checkOrder(record);
    this.#at = frame.end;
    this.#records++;
    return record;
  }

  #decode(kind: number, body: Uint8Array): JournalRecord {
    try {
      return readBody(kind, body, this.#reached);
    } catch (error) {
      if (error instanceof JournalError) this.#refuse(error.problem, `${error.message} at ${this.#at}`);
      if (error instanceof CodecError) this.#refuse("order", `record at ${this.#at}: ${error.message}`);
      throw error;
    }
  }

  /** Checks that a record may follow the earlier ones. */
  #checkOrder(record: JournalRecord): void {
    const { type } = record;
    const first = this.#last === null;
    const allowed = this.#begun || first || type === "room" || type === "outbox" || type === "snapshot";
    const ended = this.#last === "end" || (this.#last === "fault" && type !== "end");
    if ((type === "header") !== first || !allowed || ended)
      this.#refuse("order", `a record of type ${type} at ${this.#at}, after one of type ${this.#last}`);
    if (type === "snapshot") this.#begun = true;
    if (type === "ticks") this.#reached = record.through;
    this.#last = type;
  }

  #cutHere(why: SegmentCut["kind"]): null {
    this.#cut = { at: this.#at, bytes: this.#bytes.length - this.#at, kind: why };
    return null;
  }

  #refuse(problem: JournalError["problem"], message: string): never {
    throw new JournalError(problem, `${this.#name}: ${message}`);
  }
}
