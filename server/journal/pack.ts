import type { TickCommands } from "../../shared/journal/index.ts";
import { JournalWriter, joinSegments, readCommands, type Segment, type Timeline } from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";

/** A stretch of a round without a gap in it, as one segment. */
export interface Packed {
  /** Number of the segment, at the round's or the stretch's start. */
  readonly segment: number;
  readonly bytes: Uint8Array;
}

/** A round in few pieces. */
export interface PackedRound {
  readonly stretches: readonly Packed[];
  /** What the room's wiring noted last in it; null: nothing. */
  readonly room: Uint8Array | null;
}

/**
 * Makes one segment of the segments of a round, resting often; one for each stretch if there are gaps. It has fewer snapshots
 * than they, and nothing of the wiring: neither who sat where nor how far consumers had come.
 *
 * Throws `JournalError` when the segments do not hang together.
 *
 * @param isKept is asked with what the room's wiring noted last; false: nothing is made of it
 */
export function* packRound(
  segments: readonly Segment[],
  snapshotTicks: number,
  isKept: (room: Uint8Array | null) => boolean = () => true,
): Generator<void, PackedRound> {
  const timeline = yield* joinSegments(segments);
  const bounds = [
    ...timeline.gaps.map(({ after, tick }) => ({ end: after, next: tick })),
    { end: timeline.lastTick, next: timeline.lastTick },
  ];
  const packed: Packed[] = [];
  if (!isKept(timeline.room)) return { stretches: packed, room: timeline.room };
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
): Generator<void, Packed> {
  const { header } = timeline;
  const within = ({ tick }: { readonly tick: Tick }) => tick >= first && tick <= last;
  const [start, ...later] = timeline.starts.filter(within);
  const marks = [...timeline.hashes.filter(within), ...later].sort((a, b) => a.tick - b.tick);
  const writer = new JournalWriter();
  const place = { segment, since: segment, tick: first, gap: false };
  writer.begin({ ...header, ...place }, { world: start.world, room: null, cursors: [] });
  const entries = entriesOf(timeline, first, last);
  let entry = entries.next();
  const advance = (to: Tick) => {
    for (let tick = writer.tick + 1; tick <= to; tick++) {
      if (entry.done || entry.value.tick > tick) writer.append(tick, []);
      else {
        writer.append(tick, entry.value.commands);
        entry = entries.next();
      }
    }
  };
  let snapshotAt = first;
  for (const mark of marks) {
    advance(mark.tick);
    if ("hash" in mark) writer.hash(mark.hash);
    else if (mark.world !== null && mark.tick >= snapshotAt + snapshotTicks) {
      writer.snapshot(mark.world);
      snapshotAt = mark.tick;
    }
    yield;
  }
  advance(last);
  writer.mark();
  if (timeline.fault?.tick === last) writer.fault(timeline.fault.message);
  if (timeline.end?.tick === last) writer.end(timeline.end.reason);
  return { segment, bytes: writer.pending() };
}

function* entriesOf({ spans }: Timeline, first: Tick, last: Tick): Generator<TickCommands, void> {
  for (const { after, through, body } of spans) if (after >= first && through <= last) yield* readCommands(body, after);
}

/** Longest time that {@link spread} holds the thread, ms. */
const SLICE_MS = 2;

/** Runs a task to its end, letting everything else run between slices of it. */
export async function spread<T>(task: Generator<void, T>): Promise<T> {
  for (;;) {
    const endMs = performance.now() + SLICE_MS;
    do {
      const step = task.next();
      if (step.done) return step.value;
    } while (performance.now() < endMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
