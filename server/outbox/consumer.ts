import type { EventId } from "./event-id.ts";

/** An event on its way; `bytes` in its machine's codec. */
export interface Delivery {
  readonly id: EventId;
  readonly bytes: Uint8Array;
}

/** What was to be taken is not taken now, and has to come again: whoever takes it is not there, or has too much to do. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}

/** Who is told a room's events: a store, a feed, another room. */
export interface Consumer {
  /** Names its cursor in the journal; at most 128 bytes. */
  readonly name: string;
  /** The least time from one delivery to the next of the same room, ms: what happens meanwhile comes in one. Default: 0. */
  readonly paceMs?: number;
  /**
   * Whether an event, as the machine emits it, concerns this consumer; default: all do. Asked within the step and again when
   * a journal is played, so that it depends on the event alone; and before the event is encoded, so that what nobody wants
   * costs no more than the question.
   */
  wants?(event: unknown): boolean;
  /**
   * Takes events in their order, and resolves when they are kept as durably as they must be. Rejects to be asked again; with
   * {@link NotTaken} where nothing is wrong, so that nobody is alarmed unless it goes on.
   *
   * After a crash, and after a rejection, events come again under the same ids. A consumer that keeps a `Seen` in one
   * transaction with what the events did has each of them exactly once.
   */
  deliver(events: readonly Delivery[]): Promise<void>;
}

/** For {@link Consumer.wants}: events of some types alone. */
export function ofTypes<Event extends { readonly type: string }>(
  ...types: readonly Event["type"][]
): (event: unknown) => boolean {
  const wanted: ReadonlySet<string> = new Set(types);
  return (event) => wanted.has((event as Event).type);
}
