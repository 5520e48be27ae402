import { Playback, type Timeline } from "../../shared/journal/index.ts";
import type { Machine, Tick } from "../../shared/machine.ts";
import { type EventPosition, isAfter, LAST_INDEX } from "./event-id.ts";

/** An event and its position. */
export interface EmittedEvent extends EventPosition {
  readonly bytes: Uint8Array;
}

/** Events replayed from a journal. */
export interface ReplayedEvents {
  /** The wanted events, in order. */
  readonly events: readonly EmittedEvent[];
  /** `events` is complete up to the end of this tick. */
  readonly through: Tick;
  /** Whether events may be missing: in a gap, or in segments that were deleted. */
  readonly missed: boolean;
}

const ALL = () => true;

/** Replays the events after a position synchronously; see {@link replayEventsAfter}. */
export function eventsAfter<World, Command, Event, Config>(
  ...args: Parameters<typeof replayEventsAfter<World, Command, Event, Config>>
): ReplayedEvents {
  const work = replayEventsAfter(...args);
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

/** The latest first tick of a journal that has all events after a position. */
export function tickBefore({ tick, index }: EventPosition): Tick {
  // The step to a tick emits its events, and no step makes tick 0.
  return index === LAST_INDEX ? tick : Math.max(0, tick - 1);
}

/**
 * Replays the events after a position, yielding after each tick. Throws what `Playback` throws.
 *
 * @param through the last wanted tick
 * @param maxEvents stops after the tick that reaches this number
 * @param wants of the consumer, see `Consumer`
 */
export function* replayEventsAfter<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  timeline: Timeline,
  after: EventPosition,
  through: Tick = timeline.lastTick,
  maxEvents = Number.POSITIVE_INFINITY,
  wants: (event: Event) => boolean = ALL,
): Generator<void, ReplayedEvents> {
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
  const events: EmittedEvent[] = [];
  let tick = playback.tick;
  let index = 0;
  const emit = (event: Event) => {
    const place = { tick, index: index++ };
    if (isAfter(place, after) && wants(event)) events.push({ ...place, bytes: machine.codecs.event.encode(event) });
  };
  while (playback.tick < Math.min(through, lastTick) && events.length < maxEvents) {
    tick = playback.tick + 1;
    index = 0;
    if (gaps.some((candidate) => candidate.after < tick && candidate.tick >= tick)) missed = true;
    playback.step(emit);
    yield;
  }
  return { events, through: playback.tick, missed };
}
