import {
  JournalWriter,
  joinSegments,
  readCommands,
  type Segment,
  type TickCommands,
  type Timeline,
} from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";

/** A gapless stretch of a round as one segment. */
export interface PackedStretch {
  /** Number of the segment at the start of the round or stretch. */
  readonly segment: number;
  readonly bytes: Uint8Array;
}

/** A round as one segment, or as one for each stretch between gaps. */
export interface PackedRound {
  readonly stretches: readonly PackedStretch[];
  /** The last room record in it; null: none. */
  readonly room: Uint8Array | null;
}

/**
 * Packs a round's segments into one, or into one for each stretch if there are gaps; yields often. The result has fewer
 * snapshots, and neither room records nor cursors.
 *
 * Throws `JournalError` if the segments do not form a timeline.
 *
 * @param isWanted called with the last room record; false: produce nothing
 */
export function* packRound(
  segments: readonly Segment[],
  snapshotTicks: number,
  isWanted: (room: Uint8Array | null) => boolean = () => true,
): Generator<void, PackedRound> {
  const timeline = yield* joinSegments(segments);
  const bounds = [
    ...timeline.gaps.map(({ after, tick }) => ({ end: after, next: tick })),
    { end: timeline.lastTick, next: timeline.lastTick },
  ];
  const packed: PackedStretch[] = [];
  if (!isWanted(timeline.room)) return { stretches: packed, room: timeline.room };
  let first = timeline.firstTick;
  for (const [i, { end, next }] of bounds.entries()) {
    packed.push(yield* packStretch(timeline, timeline.header.segment + i, first, end, snapshotTicks));
    first = next;
  }
  return { stretches: packed, room: timeline.room };
}

function* packStretch(
  timeline: Timeline,
  segment: number,
  first: Tick,
  last: Tick,
  snapshotTicks: number,
): Generator<void, PackedStretch> {
  const { header } = timeline;
  const inStretch = ({ tick }: { readonly tick: Tick }) => tick >= first && tick <= last;
  const [start, ...later] = timeline.starts.filter(inStretch);
  const checkpoints = [...timeline.hashes.filter(inStretch), ...later].sort((a, b) => a.tick - b.tick);
  const writer = new JournalWriter();
  const place = { segment, since: segment, tick: first, gap: false };
  writer.begin({ ...header, ...place }, { world: start.world, room: null, cursors: [] });
  const entries = entriesOf(timeline, first, last);
  let entry = entries.next();
  const advance = (to: Tick) => {
    for (let tick = writer.tick + 1; tick <= to; tick++) {
      if (entry.done || entry.value.tick > tick) writer.appendEncoded(tick, []);
      else {
        writer.appendEncoded(tick, entry.value.commands);
        entry = entries.next();
      }
    }
  };
  let snapshotAt = first;
  for (const checkpoint of checkpoints) {
    advance(checkpoint.tick);
    if ("hash" in checkpoint) writer.hash(checkpoint.hash);
    else if (checkpoint.world !== null && checkpoint.tick >= snapshotAt + snapshotTicks) {
      writer.snapshot(checkpoint.world);
      snapshotAt = checkpoint.tick;
    }
    yield;
  }
  advance(last);
  writer.closeBatch();
  if (timeline.fault?.tick === last) writer.fault(timeline.fault.message);
  if (timeline.end?.tick === last) writer.end(timeline.end.reason);
  return { segment, bytes: writer.pending() };
}

function* entriesOf({ spans }: Timeline, first: Tick, last: Tick): Generator<TickCommands, void> {
  for (const { after, through, body } of spans) if (after >= first && through <= last) yield* readCommands(body, after);
}
