import { Handles } from "./handles.ts";
import { KnownObjects } from "./known-objects.ts";
import type { Replica } from "./replica.ts";
import { SlotChains } from "./slot-chains.ts";
import { SlotSubscribers } from "./slot-subscribers.ts";

const INITIAL_ROWS = 4;

/** The state of each client's copy of each map, by the client's row. All lists are indexed like the replica's maps. */
export class ClientLedger {
  readonly known: readonly KnownObjects[];
  readonly handles: readonly Handles[];
  readonly subscribers: readonly SlotSubscribers[];
  /** Objects that appeared near clients in this patch. */
  readonly offers: readonly SlotChains[];
  /** Objects that clients have and that changed in this patch; and those that ended. */
  readonly changed: readonly SlotChains[];
  readonly ended: readonly SlotChains[];
  #rows = 0;
  #used = 0;
  readonly #free: number[] = [];

  constructor({ maps }: Replica) {
    this.known = maps.map(() => new KnownObjects());
    this.handles = maps.map(() => new Handles());
    this.subscribers = maps.map(() => new SlotSubscribers());
    this.offers = maps.map(() => new SlotChains());
    this.changed = maps.map(() => new SlotChains());
    this.ended = maps.map(() => new SlotChains());
  }

  /** Allocates a row for a new client, which knows nothing. */
  addClient(): number {
    const row = this.#free.pop() ?? this.#used++;
    if (row === this.#rows) this.#grow();
    return row;
  }

  removeClient(row: number): void {
    this.resetClient(row);
    this.#free.push(row);
  }

  /** Resets a client's row: it knows nothing any more. */
  resetClient(row: number): void {
    for (const [at, known] of this.known.entries()) {
      const first = row * known.stride;
      for (let i = first; i < first + known.counts[row]; i++) this.subscribers[at].remove(known.slots[i], row);
      known.clear(row);
    }
    for (const columns of [...this.handles, ...this.#chains()]) columns.clear(row);
  }

  #grow(): void {
    this.#rows = Math.max(INITIAL_ROWS, this.#rows * 2);
    for (const columns of [...this.known, ...this.handles, ...this.subscribers, ...this.#chains()])
      columns.grow(this.#rows);
  }

  #chains(): readonly SlotChains[] {
    return [...this.offers, ...this.changed, ...this.ended];
  }
}
