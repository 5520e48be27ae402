import type { EventId } from "./event-id.ts";

/** An event for a consumer; `bytes` are in its machine's codec. */
export interface Delivery {
  readonly id: EventId;
  readonly bytes: Uint8Array;
}

/** The receiver is absent or overloaded: send the same again later. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
}

/** Receives a room's events: a store, a feed, another room. */
export interface Consumer {
  /** The name of its cursor in the journal; at most 128 bytes. */
  readonly name: string;
  /** Minimum interval between two deliveries of one room, ms; events in between are batched. Default: 0. */
  readonly minIntervalMs?: number;
  /**
   * Whether the consumer wants an event, in the form that the machine emits. Default: all. Called within the step and
   * again during a replay, so it must depend on the event alone; called before encoding, so an unwanted event costs
   * only this call.
   */
  wants?(event: unknown): boolean;
  /**
   * Handles events in order, and resolves when they are as durable as they must be. If it rejects, the events come
   * again; a rejection with {@link RetryLater} is reported only if it lasts.
   *
   * After a crash or a rejection, events come again under the same ids. A consumer that stores a `Deduplicator` in one
   * transaction with the effects of the events handles each of them exactly once.
   */
  deliver(events: readonly Delivery[]): Promise<void>;
}

/** Makes a {@link Consumer.wants} that selects events by type. */
export function wantsTypes<Event extends { readonly type: string }>(
  ...types: readonly Event["type"][]
): (event: unknown) => boolean {
  const wanted: ReadonlySet<string> = new Set(types);
  return (event) => wanted.has((event as Event).type);
}
