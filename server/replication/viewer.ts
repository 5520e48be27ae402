import type { EventBatch } from "../../shared/wire/messages.ts";

/** Where frames of a client go. */
export interface Sink {
  /** Bytes given to it that its socket has not taken yet; without it, nothing is known to wait. */
  readonly bufferedBytes?: number | undefined;
  /** The bytes are used again after the call. */
  raw(bytes: Uint8Array): void;
  /** What it and others of its kind were given leaves now, and not only at the end of the turn. */
  flush?(): void;
}

/** One client: where it looks from, and what it is owed beside what the ledger has. */
export class Viewer {
  /** −1: nobody's, who only watches. */
  readonly seat: number;
  /** In the ledger of what clients were told. */
  readonly row: number;
  sink: Sink;
  /** Where it looks from, 1/65536 px. */
  x = 0;
  y = 0;
  /** Whether it has a state that patches go on from. */
  started = false;
  ownOwed = 0;
  rootOwed = 0;
  /** Bytes that it may be sent; fills up with time. */
  credit = 0;
  /** Patches in a row that its socket could not take. */
  skipped = 0;
  /** Numbers of what happened that it is told with this patch, in order. */
  readonly news: number[] = [];
  /** What happened that it could not be told yet; null: nothing. */
  kept: EventBatch[] | null = null;
  /** Where it was when its surroundings were looked at last. */
  lookedX = 0;
  lookedY = 0;
  /** In which of the patches of a round its surroundings are looked at. */
  turn = 0;

  constructor(seat: number, row: number, sink: Sink) {
    this.seat = seat;
    this.row = row;
    this.sink = sink;
  }

  /** Nothing it was told counts any more. */
  forget(): void {
    this.ownOwed = this.rootOwed = 0;
    this.skipped = 0;
  }
}
