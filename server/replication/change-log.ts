import { SchemaWriter } from "./schema-writer.ts";
import type { Viewer } from "./viewer.ts";

/** A list of texts in the state of each client: first one with everything, then one for each patch that changed something. */
export interface ChangeLog {
  /** Its field in the state. */
  readonly field: string;
  /** What the last write changed; "": nothing. */
  readonly changes: string;
  /** About as many characters as everything takes. */
  readonly wholeLength: number;
  /** Everything, as of the last write. */
  whole(): string;
}

/** Bytes of the schema protocol. */
const OPERATION = { add: 128, clear: 10 } as const;
const SWITCH_TO = 255;

/** A client's list begins anew when it is longer than this, and so many times as long as everything: an eighth more bytes. */
const LONG_BYTES = 1_024;
const LONG_SHARE = 8;

/** Writes each client's list of changes. */
export class LogWriter {
  readonly #log: ChangeLog;
  readonly #refId: number;
  readonly #out: SchemaWriter;
  /** The changes, encoded for all. */
  readonly #changes = new SchemaWriter(256);

  constructor(log: ChangeLog, refId: number, out: SchemaWriter) {
    this.#log = log;
    this.#refId = refId;
    this.#out = out;
  }

  /** Begins a patch. */
  begin(): void {
    this.#changes.at = 0;
    if (this.#log.changes !== "") this.#changes.text(this.#log.changes);
  }

  /** Writes what a client lacks. */
  write(viewer: Viewer): void {
    const isLong = viewer.logBytes > LONG_BYTES + LONG_SHARE * this.#log.wholeLength;
    if (viewer.logEntries === 0 || isLong) this.#writeWhole(viewer);
    else if (this.#changes.at > 0) this.#writeChanges(viewer);
  }

  /** Begins a client's list anew. */
  #writeWhole(viewer: Viewer): void {
    viewer.logEntries = viewer.logBytes = 0;
    this.#enter();
    this.#out.u8(OPERATION.clear);
    this.#add(viewer);
    this.#out.text(this.#log.whole());
  }

  #writeChanges(viewer: Viewer): void {
    this.#enter();
    this.#add(viewer);
    this.#out.copy(this.#changes.bytes, 0, this.#changes.at);
    viewer.logBytes += this.#changes.at;
  }

  #enter(): void {
    this.#out.u8(SWITCH_TO);
    this.#out.count(this.#refId);
  }

  #add(viewer: Viewer): void {
    this.#out.u8(OPERATION.add);
    this.#out.count(viewer.logEntries++);
  }

  /** A client is not sent this patch. */
  skip(viewer: Viewer): void {
    if (this.#changes.at > 0) viewer.logEntries = 0;
  }
}
