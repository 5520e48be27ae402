import type { Tick } from "../../shared/machine.ts";

/** A place in a room's events: the `index`-th of its tick, from 0. */
export interface Place {
  readonly tick: Tick;
  readonly index: number;
}

/** Names an event for good: a journal replays to the same events, so that what is delivered twice has the same id. */
export interface EventId extends Place {
  readonly room: string;
}

/** After every event of a tick. */
export const LAST_INDEX = 0x7fff_ffff;

export function isAfter(a: Place, b: Place): boolean {
  return a.tick > b.tick || (a.tick === b.tick && a.index > b.index);
}
