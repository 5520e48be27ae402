import {
  type ArenaConfig,
  arena,
  type Command,
  type Event,
  PATCH_EVERY_TICKS,
  type World,
} from "../../shared/arena/index.ts";
import { checkMachine, joinSegments, Playback, type Start, type Timeline } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";

export type ArenaPlayback = Playback<World, Command, Event, ArenaConfig>;

/** A round, ready to be played. */
export interface Film {
  readonly timeline: Timeline;
  /** Those of the timeline, and what is added to jump faster. In the order of ticks. */
  readonly starts: Start[];
  readonly firstTick: Tick;
  /** The last tick to be shown. */
  readonly lastTick: Tick;
  /** Why there is no more of it: the room's step threw, or the file's end is missing. null: the round was over. */
  readonly cutShort: "fault" | "torn" | null;
  /** It grows while it is watched. */
  readonly more: boolean;
  /** Those that play it, to be told when its beginning is given up. */
  readonly playing?: ArenaPlayback[];
}

/**
 * Reads a replay's bytes, resting after each record. Throws `JournalError` when they are damaged or of another machine.
 */
export function* openFilm(bytes: Uint8Array): Generator<void, Film> {
  const timeline = yield* joinSegments([{ name: "this replay", bytes }]);
  checkMachine(arena, timeline);
  const starts = [...timeline.starts];
  const { firstTick } = timeline;
  const lastTick = Math.max(firstTick, lastShown(timeline));
  const cutShort = timeline.fault !== null ? "fault" : timeline.warnings.length > 0 ? "torn" : null;
  return { timeline: { ...timeline, starts }, starts, firstTick, lastTick, cutShort, more: false };
}

/** A world of its own at the film's start. Throws `JournalError` or `CodecError` when there is none. */
export function playbackOf(film: Film): ArenaPlayback {
  const playback = new Playback(arena, film.timeline);
  film.playing?.push(playback);
  return playback;
}

/** A step that failed has no world, and the patch with which the next round begins is no part of this one. */
function lastShown({ lastTick, end, fault }: Timeline): Tick {
  if (fault !== null) return fault.tick - 1;
  return end?.reason === "round" ? lastTick - PATCH_EVERY_TICKS : lastTick;
}

/** Lets playback begin at a world's tick, too, unless it can already begin near there. */
export function addStart(film: Film, tick: Tick, world: () => Uint8Array, apartTicks: number): number {
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
