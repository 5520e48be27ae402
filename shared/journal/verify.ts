import type { Hash, Machine, Tick } from "../machine.ts";
import { Playback, StepFault } from "./playback.ts";
import { faultMessage } from "./records.ts";
import type { Timeline } from "./timeline.ts";

/** What a journal says that a world's hash was. */
interface Claim {
  readonly tick: Tick;
  readonly recorded: Hash;
}

/** A {@link Claim} and what the replayed world's hash is. */
export interface Checked extends Claim {
  readonly hash: Hash;
}

/** Whether a journal replays to the bits that were journaled. */
export interface Verdict {
  /** How many steps were made. */
  readonly ticks: number;
  readonly firstTick: Tick;
  readonly lastTick: Tick;
  /** Of the last world that was reached. */
  readonly hash: Hash;
  /** How many hashes and snapshots were compared. */
  readonly compared: number;
  /** Whether all agreed, and a step threw if, and only if, the journal says so. */
  readonly ok: boolean;
  readonly mismatch?: { readonly tick: Tick; readonly expected: Hash; readonly found: Hash };
  /** What the step to `tick` threw: when it was recorded, and now. null: it did not. Texts may differ between engines. */
  readonly fault?: { readonly tick: Tick; readonly recorded: string | null; readonly found: string | null };
  /** Stretches that nothing is known of. */
  readonly gaps: Timeline["gaps"];
}

/**
 * Plays on to the end of a timeline and yields each tick that it has a hash or a snapshot of. Throws `StepFault`.
 */
export function* replay<World, Command, Event, Config>(
  playback: Playback<World, Command, Event, Config>,
): Generator<Checked, void> {
  const { machine, timeline } = playback;
  const claims = claimsOf(machine, timeline);
  let claim = claims.next();
  do {
    const { tick, world } = playback;
    for (; !claim.done && claim.value.tick <= tick; claim = claims.next())
      if (claim.value.tick === tick) yield { ...claim.value, hash: machine.hash(world) };
  } while (playback.step());
}

/** What the timeline says of its worlds, in the order of ticks. Worlds that playback starts from prove nothing. */
function* claimsOf<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  { hashes, starts, gaps, firstTick }: Timeline,
): Generator<Claim, void> {
  const given = new Set([firstTick, ...gaps.map(({ tick }) => tick)]);
  let next = 0;
  for (const { tick, world } of starts) {
    for (; next < hashes.length && hashes[next].tick <= tick; next++) yield claimOf(hashes[next]);
    if (world !== null && !given.has(tick)) yield { tick, recorded: machine.hash(machine.load(world)) };
  }
  for (; next < hashes.length; next++) yield claimOf(hashes[next]);
}

function claimOf({ tick, hash }: Timeline["hashes"][number]): Claim {
  return { tick, recorded: hash };
}

/**
 * Replays a timeline up to its end or its first mismatch. Throws `JournalError` or `CodecError` when it cannot be played.
 */
export function verify<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  timeline: Timeline,
): Verdict {
  const { firstTick, lastTick, gaps } = timeline;
  let playback = new Playback(machine, timeline);
  let compared = 0;
  const verdict = (ok: boolean, why: Pick<Verdict, "mismatch" | "fault"> = {}): Verdict => {
    const { tick, world } = playback;
    let ticks = tick - firstTick;
    for (const gap of gaps) if (gap.tick <= tick) ticks -= gap.tick - gap.after;
    return { ticks, firstTick, lastTick, hash: machine.hash(world), compared, ok, ...why, gaps };
  };
  try {
    for (const { tick, hash, recorded } of replay(playback)) {
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
