import { checkMachine, joinSegments, Playback, type PlaybackStart, type Timeline } from "../../shared/journal/index.ts";
import type { Machine, Tick } from "../../shared/machine.ts";

/** A game whose recordings can be played. */
export interface Playable<World, Command, Event, Config> {
  readonly machine: Machine<World, Command, Event, Config>;
  /** Ticks between two patches. */
  readonly patchEveryTicks: number;
}

/** A recording of a round, ready to play. */
export interface Recording<World, Command, Event, Config> {
  readonly machine: Machine<World, Command, Event, Config>;
  readonly timeline: Timeline;
  /** Snapshots to start from, by tick: those of the timeline, and more that make seeking faster. */
  readonly starts: PlaybackStart[];
  readonly firstTick: Tick;
  /** The last tick to show. */
  readonly lastTick: Tick;
  /** Why it ends early: the room's step threw, or the file's end is missing. null: it ends with the round. */
  readonly cutShort: "fault" | "torn" | null;
  /** The recording still grows. */
  readonly isGrowing: boolean;
  /** Playbacks of it, to notify when its beginning is dropped. */
  readonly playbacks?: Playback<World, Command, Event, Config>[];
}

/**
 * Reads a replay's bytes; yields after each record. Throws `JournalError` if they are damaged or of another machine.
 */
export function* openRecording<World, Command, Event, Config>(
  { machine, patchEveryTicks }: Playable<World, Command, Event, Config>,
  bytes: Uint8Array,
): Generator<void, Recording<World, Command, Event, Config>> {
  const timeline = yield* joinSegments([{ name: "this replay", bytes }]);
  checkMachine(machine, timeline);
  const starts = [...timeline.starts];
  const { firstTick } = timeline;
  const lastTick = Math.max(firstTick, lastShownTick(timeline, patchEveryTicks));
  const cutShort = timeline.fault !== null ? "fault" : timeline.warnings.length > 0 ? "torn" : null;
  return { machine, timeline: { ...timeline, starts }, starts, firstTick, lastTick, cutShort, isGrowing: false };
}

/** A new playback at the recording's start. Throws `JournalError` or `CodecError` if there is no valid snapshot. */
export function playbackOf<World, Command, Event, Config>(
  film: Recording<World, Command, Event, Config>,
): Playback<World, Command, Event, Config> {
  const playback = new Playback(film.machine, film.timeline);
  film.playbacks?.push(playback);
  return playback;
}

/** Leaves out a step that failed, and the patch that begins the next round. */
function lastShownTick({ lastTick, end, fault }: Timeline, patchEveryTicks: number): Tick {
  if (fault !== null) return fault.tick - 1;
  return end?.reason === "round" ? lastTick - patchEveryTicks : lastTick;
}

/** Adds a snapshot to start from, unless there is one nearby. Returns its size in bytes; 0: not added. */
export function addStart(
  { starts }: { readonly starts: PlaybackStart[] },
  tick: Tick,
  world: () => Uint8Array,
  apartTicks: number,
): number {
  let at = starts.length;
  while (at > 0 && starts[at - 1].tick > tick) at--;
  const before = starts[at - 1]?.tick ?? Number.NEGATIVE_INFINITY;
  const after = starts[at]?.tick ?? Number.POSITIVE_INFINITY;
  if (tick - before < apartTicks || after - tick < apartTicks / 2) return 0;
  const bytes = world();
  starts.splice(at, 0, { tick, world: bytes });
  return bytes.length;
}

/** Index of the first item at or after a tick; the list's length if there is none. */
export function firstIndexAt(list: readonly { readonly tick: Tick }[], tick: Tick): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].tick >= tick) high = middle;
    else low = middle + 1;
  }
  return low;
}
