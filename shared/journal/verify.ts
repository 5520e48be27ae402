import type { Hash, Machine, Tick } from "../machine.ts";
import { Playback, StepFault } from "./playback.ts";
import { faultMessage } from "./records.ts";
import type { Timeline } from "./timeline.ts";

/** A world's hash according to the journal. */
interface RecordedHash {
  readonly tick: Tick;
  readonly recorded: Hash;
}

/** A {@link RecordedHash} with the hash of the replayed world. */
export interface CheckedHash extends RecordedHash {
  readonly hash: Hash;
}

/** The result of a replay: whether it reproduced the journaled bits. */
export interface Verdict {
  /** Number of steps made. */
  readonly ticks: number;
  readonly firstTick: Tick;
  readonly lastTick: Tick;
  /** Hash of the last world reached. */
  readonly hash: Hash;
  /** Number of hashes and snapshots compared. */
  readonly compared: number;
  /** Whether all agreed, and a step threw exactly where the journal says so. */
  readonly ok: boolean;
  readonly mismatch?: { readonly tick: Tick; readonly expected: Hash; readonly found: Hash };
  /** Error of the step to `tick`, as recorded and as replayed; null: none. Texts may differ between engines. */
  readonly fault?: { readonly tick: Tick; readonly recorded: string | null; readonly found: string | null };
  /** Missing ranges of ticks. */
  readonly gaps: Timeline["gaps"];
}

/** Replays to the end of a timeline and yields each tick with a hash or snapshot. Throws `StepFault`. */
export function* replayHashes<World, Command, Event, Config>(
  playback: Playback<World, Command, Event, Config>,
): Generator<CheckedHash, void> {
  const { machine, timeline } = playback;
  const expected = recordedHashes(machine, timeline);
  let next = expected.next();
  do {
    const { tick, world } = playback;
    for (; !next.done && next.value.tick <= tick; next = expected.next())
      if (next.value.tick === tick) yield { ...next.value, hash: machine.hash(world) };
  } while (playback.step());
}

/** The recorded hashes of a timeline, in tick order. Worlds at which playback starts prove nothing. */
function* recordedHashes<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  { hashes, starts, gaps, firstTick }: Timeline,
): Generator<RecordedHash, void> {
  const unprovable = new Set([firstTick, ...gaps.map(({ tick }) => tick)]);
  let next = 0;
  for (const { tick, world } of starts) {
    for (; next < hashes.length && hashes[next].tick <= tick; next++) yield recordedHash(hashes[next]);
    if (world !== null && !unprovable.has(tick)) yield { tick, recorded: machine.hash(machine.load(world)) };
  }
  for (; next < hashes.length; next++) yield recordedHash(hashes[next]);
}

function recordedHash({ tick, hash }: Timeline["hashes"][number]): RecordedHash {
  return { tick, recorded: hash };
}

/**
 * Replays a timeline up to its end or its first mismatch. Throws `JournalError` or `CodecError` if it cannot be played.
 */
export function verify<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  timeline: Timeline,
): Verdict {
  const { firstTick, lastTick, gaps } = timeline;
  let playback = new Playback(machine, timeline);
  let compared = 0;
  const verdict = (ok: boolean, problem: Pick<Verdict, "mismatch" | "fault"> = {}): Verdict => {
    const { tick, world } = playback;
    let ticks = tick - firstTick;
    for (const gap of gaps) if (gap.tick <= tick) ticks -= gap.tick - gap.after;
    return { ticks, firstTick, lastTick, hash: machine.hash(world), compared, ok, ...problem, gaps };
  };
  try {
    for (const { tick, hash, recorded } of replayHashes(playback)) {
      compared++;
      if (hash !== recorded) return verdict(false, { mismatch: { tick, expected: recorded, found: hash } });
    }
  } catch (error) {
    if (!(error instanceof StepFault)) throw error;
    const { tick } = error;
    const recorded = timeline.fault?.tick === tick ? timeline.fault.message : null;
    playback = new Playback(machine, timeline, tick - 1);
    return verdict(recorded !== null, { fault: { tick, recorded, found: faultMessage(error.cause) } });
  }
  if (timeline.fault === null) return verdict(true);
  const { tick, message } = timeline.fault;
  return verdict(false, { fault: { tick, recorded: message, found: null } });
}
