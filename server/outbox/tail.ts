import { Playback, type Timeline } from "../../shared/journal/index.ts";
import type { Machine, Tick } from "../../shared/machine.ts";
import { isAfter, LAST_INDEX, type Place } from "./event-id.ts";

/** An event and where it stands. */
export interface Emitted extends Place {
  readonly bytes: Uint8Array;
}

/** Events that a journal gives again. */
export interface Tail {
  /** Those that are wanted, in order. */
  readonly events: readonly Emitted[];
  /** All of them up to the end of this tick are among them. */
  readonly through: Tick;
  /** Whether there may have been more in between: in a gap, or in segments that are no longer kept. */
  readonly missed: boolean;
}

const ALL = () => true;

/** Plays a journal at once to have the events after a place again; see {@link playAfter}. */
export function eventsAfter<World, Command, Event, Config>(
  ...args: Parameters<typeof playAfter<World, Command, Event, Config>>
): Tail {
  const work = playAfter(...args);
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

/** The tick after which a journal must begin to have all events after a place. */
export function tickBefore({ tick, index }: Place): Tick {
  // The step to a tick emits its events, and none makes tick 0.
  return index === LAST_INDEX ? tick : Math.max(0, tick - 1);
}

/**
 * Plays a journal to have the events after a place again, resting after each tick. Throws what `Playback` throws.
 *
 * @param through the last tick that is wanted
 * @param most stops after the tick that brings so many
 * @param wants of whoever asks, see `Consumer`
 */
export function* playAfter<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  timeline: Timeline,
  after: Place,
  through: Tick = timeline.lastTick,
  most = Number.POSITIVE_INFINITY,
  wants: (event: Event) => boolean = ALL,
): Generator<void, Tail> {
  const { firstTick, lastTick, gaps, starts } = timeline;
  const needed = tickBefore(after);
  const wanted = Math.min(Math.max(needed, firstTick), lastTick);
  const gap = gaps.find(({ after: from, tick }) => wanted > from && wanted < tick);
  const from = gap?.tick ?? wanted;
  const playback = new Playback(machine, timeline, starts.findLast(({ tick }) => tick <= from)?.tick);
  while (playback.tick < from) {
    playback.step();
    yield;
  }
  let missed = needed < firstTick || gap !== undefined;
  const events: Emitted[] = [];
  let tick = playback.tick;
  let index = 0;
  const emit = (event: Event) => {
    const place = { tick, index: index++ };
    if (isAfter(place, after) && wants(event)) events.push({ ...place, bytes: machine.codecs.event.encode(event) });
  };
  while (playback.tick < Math.min(through, lastTick) && events.length < most) {
    tick = playback.tick + 1;
    index = 0;
    if (gaps.some((between) => between.after < tick && between.tick >= tick)) missed = true;
    playback.step(emit);
    yield;
  }
  return { events, through: playback.tick, missed };
}
