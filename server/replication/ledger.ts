import { Handles } from "./handles.ts";
import { Known, Offers } from "./known.ts";
import type { Replica } from "./replica.ts";

const ROWS_FIRST = 4;

/** What each client was told of each map, by the client's row. */
export class Ledger {
  /** By the replica's maps. */
  readonly known: readonly Known[];
  readonly handles: readonly Handles[];
  readonly offers: readonly Offers[];
  #rows = 0;
  #taken = 0;
  readonly #free: number[] = [];

  constructor({ maps }: Replica) {
    this.known = maps.map(() => new Known());
    this.handles = maps.map(() => new Handles());
    this.offers = maps.map(() => new Offers());
  }

  /** A row for another client, which was told nothing. */
  take(): number {
    const row = this.#free.pop() ?? this.#taken++;
    if (row === this.#rows) this.#grow();
    this.forget(row);
    return row;
  }

  giveBack(row: number): void {
    this.#free.push(row);
  }

  /** Nothing that the client was told counts any more. */
  forget(row: number): void {
    for (const known of this.known) known.clear(row);
    for (const handles of this.handles) handles.clear(row);
    for (const offers of this.offers) offers.clear(row);
  }

  #grow(): void {
    this.#rows = Math.max(ROWS_FIRST, this.#rows * 2);
    for (const columns of [...this.known, ...this.handles, ...this.offers]) columns.grow(this.#rows);
  }
}
