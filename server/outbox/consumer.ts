import type { EventId } from "./event-id.ts";

/** An event on its way; `bytes` in its machine's codec. */
export interface Delivery {
  readonly id: EventId;
  readonly bytes: Uint8Array;
}

/** Who is told a room's events: a store, a feed, another room. */
export interface Consumer {
  /** Names its cursor in the journal; at most 128 bytes. */
  readonly name: string;
  /**
   * Takes events in their order, and resolves when they are kept as durably as they must be. Rejects to be asked again.
   *
   * After a crash, and after a rejection, events come again under the same ids. A consumer that keeps a `Seen` in one
   * transaction with what the events did has each of them exactly once.
   */
  deliver(events: readonly Delivery[]): Promise<void>;
}
