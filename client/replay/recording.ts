import {
  type ArenaConfig,
  arena,
  type Command,
  type Event,
  PATCH_EVERY_TICKS,
  type World,
} from "../../shared/games/arena/index.ts";
import {
  checkMachine,
  joinSegments,
  Playback,
  type PlaybackStart,
  type Timeline,
} from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";

export type ArenaPlayback = Playback<World, Command, Event, ArenaConfig>;

/** A recording of a round, ready to play. */
export interface Recording {
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
  readonly playbacks?: ArenaPlayback[];
}

/**
 * Reads a replay's bytes; yields after each record. Throws `JournalError` if they are damaged or of another machine.
 */
export function* openRecording(bytes: Uint8Array): Generator<void, Recording> {
  const timeline = yield* joinSegments([{ name: "this replay", bytes }]);
  checkMachine(arena, timeline);
  const starts = [...timeline.starts];
  const { firstTick } = timeline;
  const lastTick = Math.max(firstTick, lastShownTick(timeline));
  const cutShort = timeline.fault !== null ? "fault" : timeline.warnings.length > 0 ? "torn" : null;
  return { timeline: { ...timeline, starts }, starts, firstTick, lastTick, cutShort, isGrowing: false };
}

/** A new playback at the recording's start. Throws `JournalError` or `CodecError` if there is no valid snapshot. */
export function playbackOf(film: Recording): ArenaPlayback {
  const playback = new Playback(arena, film.timeline);
  film.playbacks?.push(playback);
  return playback;
}

/** Leaves out a step that failed, and the patch that begins the next round. */
function lastShownTick({ lastTick, end, fault }: Timeline): Tick {
  if (fault !== null) return fault.tick - 1;
  return end?.reason === "round" ? lastTick - PATCH_EVERY_TICKS : lastTick;
}

/** Adds a snapshot to start from, unless there is one nearby. Returns its size in bytes; 0: not added. */
export function addStart(film: Recording, tick: Tick, world: () => Uint8Array, apartTicks: number): number {
  const { starts } = film;
  let at = starts.length;
  while (at > 0 && starts[at - 1].tick > tick) at--;
  const before = starts[at - 1]?.tick ?? Number.NEGATIVE_INFINITY;
  const after = starts[at]?.tick ?? Number.POSITIVE_INFINITY;
  if (tick - before < apartTicks || after - tick < apartTicks / 2) return 0;
  const bytes = world();
  starts.splice(at, 0, { tick, world: bytes });
  return bytes.length;
}
