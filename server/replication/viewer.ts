import type { EncodedEvent } from "../../shared/wire/messages.ts";

/** The destination of a client's frames. */
export interface FrameSink {
  /** Bytes that its socket has not accepted yet; undefined: unknown. */
  readonly bufferedBytes?: number | undefined;
  /** Sends a frame. The caller reuses the bytes afterwards. */
  raw(bytes: Uint8Array): void;
  /** Sends buffered frames of all such sinks now, not at the end of the turn. */
  flush?(): void;
}

/** One client: its eye position, and what it is owed in addition to the ledger. */
export class Viewer {
  /** −1: a spectator. */
  readonly seat: number;
  /** Of its seat: names the holder. */
  readonly epoch: number;
  /** Its row in the ledger. */
  readonly row: number;
  sink: FrameSink;
  /** Eye position, 1/65536 px. */
  x = 0;
  y = 0;
  /** Whether it has a full state, from which patches continue. */
  started = false;
  ownOwed = 0;
  rootOwed = 0;
  /** Texts in its list of changes, and bytes of those that came after the first; 0 texts: it must begin anew. */
  logEntries = 0;
  logBytes = 0;
  /** Byte budget, which refills over time. */
  credit = 0;
  /** Number of consecutive patches skipped for its socket. */
  skipped = 0;
  /** Indexes of this patch's events for it, in order. */
  readonly eventIndexes: number[] = [];
  /** Events that could not be sent yet; null: none. */
  bufferedEvents: EncodedEvent[] | null = null;
  /** Eye position of the last full search. */
  searchedX = 0;
  searchedY = 0;
  /** The patch within a cycle in which its surroundings are searched anew. */
  searchTurn = 0;

  constructor(seat: number, row: number, sink: FrameSink, epoch = 0) {
    this.seat = seat;
    this.epoch = epoch;
    this.row = row;
    this.sink = sink;
  }

  /** Resets what it is owed. */
  reset(): void {
    this.ownOwed = this.rootOwed = 0;
    this.logEntries = this.logBytes = 0;
    this.skipped = 0;
  }
}
