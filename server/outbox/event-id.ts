import type { Tick } from "../../shared/machine.ts";

/** A position in a room's events: the `index`-th of its tick, from 0. */
export interface EventPosition {
  readonly tick: Tick;
  readonly index: number;
}

/**
 * The permanent id of an event. A journal replays to the same events, so an event that is delivered twice has the same
 * id.
 */
export interface EventId extends EventPosition {
  readonly room: string;
}

/** Index of a position after all events of a tick. */
export const LAST_INDEX = 0x7fff_ffff;

export function isAfter(a: EventPosition, b: EventPosition): boolean {
  return a.tick > b.tick || (a.tick === b.tick && a.index > b.index);
}
