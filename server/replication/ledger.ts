import { Chains } from "./chains.ts";
import { Followers } from "./followers.ts";
import { Handles } from "./handles.ts";
import { Known } from "./known.ts";
import type { Replica } from "./replica.ts";

const INITIAL_ROWS = 4;

/** The state of each client's copy of each map, by the client's row. All lists are indexed like the replica's maps. */
export class Ledger {
  readonly known: readonly Known[];
  readonly handles: readonly Handles[];
  readonly followers: readonly Followers[];
  /** Objects that appeared near clients in this patch. */
  readonly offers: readonly Chains[];
  /** Objects that clients have and that changed in this patch; and those that ended. */
  readonly news: readonly Chains[];
  readonly ended: readonly Chains[];
  #rows = 0;
  #used = 0;
  readonly #free: number[] = [];

  constructor({ maps }: Replica) {
    this.known = maps.map(() => new Known());
    this.handles = maps.map(() => new Handles());
    this.followers = maps.map(() => new Followers());
    this.offers = maps.map(() => new Chains());
    this.news = maps.map(() => new Chains());
    this.ended = maps.map(() => new Chains());
  }

  /** Allocates a row for a new client, which knows nothing. */
  take(): number {
    const row = this.#free.pop() ?? this.#used++;
    if (row === this.#rows) this.#grow();
    return row;
  }

  giveBack(row: number): void {
    this.forget(row);
    this.#free.push(row);
  }

  /** Resets a client's row: it knows nothing any more. */
  forget(row: number): void {
    for (const [at, known] of this.known.entries()) {
      const first = row * known.stride;
      for (let i = first; i < first + known.counts[row]; i++) this.followers[at].remove(known.slots[i], row);
      known.clear(row);
    }
    for (const columns of [...this.handles, ...this.#chains()]) columns.clear(row);
  }

  #grow(): void {
    this.#rows = Math.max(INITIAL_ROWS, this.#rows * 2);
    for (const columns of [...this.known, ...this.handles, ...this.followers, ...this.#chains()])
      columns.grow(this.#rows);
  }

  #chains(): readonly Chains[] {
    return [...this.offers, ...this.news, ...this.ended];
  }
}
