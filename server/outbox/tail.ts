import { Playback, type Timeline } from "../../shared/journal/index.ts";
import type { Machine, Tick } from "../../shared/machine.ts";
import { isAfter, type Place } from "./event-id.ts";

/** An event and where it stands. */
export interface Emitted extends Place {
  readonly bytes: Uint8Array;
}

/** Events that a journal gives again. */
export interface Tail {
  /** In order. */
  readonly events: readonly Emitted[];
  /** All events up to the end of this tick are among them. */
  readonly through: Tick;
  /** Whether there may have been more in between: in a gap, or in segments that are no longer kept. */
  readonly missed: boolean;
}

/**
 * Plays a journal to have the events after a place again. Throws what `Playback` throws.
 *
 * @param through the last tick that is wanted
 * @param most stops after the tick that brings so many
 */
export function eventsAfter<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  timeline: Timeline,
  after: Place,
  through: Tick = timeline.lastTick,
  most = Number.POSITIVE_INFINITY,
): Tail {
  const { firstTick, lastTick, gaps } = timeline;
  // The step to a tick emits its events.
  const wanted = Math.min(Math.max(after.tick - 1, firstTick), lastTick);
  const gap = gaps.find(({ after: from, tick }) => wanted > from && wanted < tick);
  const playback = new Playback(machine, timeline, gap?.tick ?? wanted);
  let missed = after.tick < firstTick || gap !== undefined;
  const events: Emitted[] = [];
  let tick = playback.tick;
  let index = 0;
  const emit = (event: Event) => {
    const place = { tick, index: index++ };
    if (isAfter(place, after)) events.push({ ...place, bytes: machine.codecs.event.encode(event) });
  };
  while (playback.tick < Math.min(through, lastTick) && events.length < most) {
    tick = playback.tick + 1;
    index = 0;
    playback.step(emit);
    if (playback.tick > tick) missed = true;
  }
  return { events, through: playback.tick, missed };
}
