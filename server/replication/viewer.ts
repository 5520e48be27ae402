import type { EventBatch } from "../../shared/wire/messages.ts";
import { Known, Leftovers } from "./known.ts";
import type { Replica } from "./replica.ts";

/** Where frames of a client go. */
export interface Sink {
  /** Bytes given to it that its socket has not taken yet; without it, nothing is known to wait. */
  readonly bufferedBytes?: number | undefined;
  /** The bytes are used again after the call. */
  raw(bytes: Uint8Array): void;
}

/** What one client was told, and what it is owed. */
export class Viewer {
  /** −1: nobody's, who only watches. */
  readonly seat: number;
  sink: Sink;
  /** Where it looks from, 1/65536 px. */
  x = 0;
  y = 0;
  /** Whether it has a state that patches go on from. */
  started = false;
  /** By the replica's maps. */
  readonly known: readonly Known[];
  readonly leftovers: readonly (Leftovers | null)[];
  /** Slots that came up near it since the last patch, by map. */
  readonly offers: readonly number[][];
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

  constructor(replica: Replica, seat: number, sink: Sink) {
    this.seat = seat;
    this.sink = sink;
    this.known = replica.maps.map(
      ({ interest }) => new Known(interest.by === "place" ? Math.min(interest.most, 32) : 32),
    );
    this.leftovers = replica.maps.map(({ interest, table }) =>
      interest.by === "place" && interest.endsSoon !== undefined ? new Leftovers(table.capacity) : null,
    );
    this.offers = replica.maps.map(() => []);
  }

  /** Nothing it was told counts any more. */
  forget(): void {
    for (const known of this.known) known.count = 0;
    for (const leftovers of this.leftovers) leftovers?.clear();
    for (const offers of this.offers) offers.length = 0;
    this.ownOwed = this.rootOwed = 0;
    this.skipped = 0;
  }
}
