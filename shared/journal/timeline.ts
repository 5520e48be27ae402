import type { Hash, Tick } from "../machine.ts";
import { JournalError } from "./error.ts";
import { JOURNAL_LIMITS } from "./limits.ts";
import type { Cursor, EndReason, JournalRecord, SegmentHeader } from "./records.ts";
import { SegmentReader } from "./segment-reader.ts";

/** One segment's bytes, and its name in messages. */
export interface Segment {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Commands of the ticks in (after, through]; `body` is read by `readCommands`. */
export interface CommandSpan {
  readonly after: Tick;
  readonly through: Tick;
  readonly body: Uint8Array;
}

/** A tick at which playback can start. */
export interface PlaybackStart {
  readonly tick: Tick;
  /** null: created from seed and config. */
  readonly world: Uint8Array | null;
}

/** A room's segments, joined. Byte arrays are views of the segments. */
export interface Timeline {
  /** Header of the first segment. */
  readonly header: SegmentHeader;
  /** Header of the last one. */
  readonly latest: SegmentHeader;
  readonly firstTick: Tick;
  /** The last tick of the journal; the step to it may have thrown, see `fault`. */
  readonly lastTick: Tick;
  /** All lists are in tick order. `starts` begins with the first tick. */
  readonly starts: readonly PlaybackStart[];
  readonly spans: readonly CommandSpan[];
  readonly hashes: readonly { readonly tick: Tick; readonly hash: Hash }[];
  /** The ticks in (after, tick) are missing; the next start is at `tick`. */
  readonly gaps: readonly { readonly after: Tick; readonly tick: Tick }[];
  readonly fault: { readonly tick: Tick; readonly message: string } | null;
  readonly end: { readonly tick: Tick; readonly reason: EndReason } | null;
  readonly room: Uint8Array | null;
  readonly cursors: ReadonlyMap<string, Cursor>;
  /** Skipped parts and the reasons, for people to read. */
  readonly warnings: readonly string[];
}

type Draft = {
  -readonly [K in keyof Timeline]: Timeline[K] extends readonly (infer T)[] ? T[] : Timeline[K];
} & { cursors: Map<string, Cursor> };

/** Joins a room's segments synchronously; see {@link joinSegments}. Throws {@link JournalError}. */
export function readTimeline(segments: readonly Segment[]): Timeline {
  const work = joinSegments(segments);
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

/**
 * Joins a room's segments, in the order of their numbers, yielding after each record. Throws {@link JournalError}.
 *
 * A segment follows the previous one if it begins at the tick where that one ends. Three things may lie between them:
 * - a torn tail, if another owner took over (with a higher epoch) exactly at the last whole record, or if a gap is
 * marked behind it; anywhere else it is damage, because its writer had gone on;
 * - a segment without its initial world, from a process killed while it began the segment: skipped;
 * - records beyond the next segment's first tick, by an owner that did not know about that segment: skipped.
 *
 * A round may begin under another version of the machine, see `JournalStart.since`. The timeline then begins there, with a
 * warning: no version can play both parts.
 */
export function* joinSegments(segments: readonly Segment[]): Generator<void, Timeline> {
  const { parts, warnings } = yield* splitSegments(segments);
  const usable = parts.at(-1);
  if (usable === undefined) throw new JournalError("empty", `nothing to play in ${segments.length} segments`);
  const [{ header: first }, { header: latest }] = [usable[0], usable[usable.length - 1]];
  const draft: Draft = {
    header: first,
    latest,
    firstTick: first.tick,
    lastTick: first.tick,
    starts: [],
    spans: [],
    hashes: [],
    gaps: [],
    fault: null,
    end: null,
    room: null,
    cursors: new Map(),
    warnings,
  };
  for (const [i, { segment, header }] of usable.entries()) {
    if (i > 0) join(draft, usable[i - 1].header, header, segment.name);
    if (!header.snapshot) draft.starts.push({ tick: header.tick, world: null });
    yield* readSegment(draft, segment, header, usable[i + 1]?.header ?? null);
  }
  return draft;
}

interface UsableSegment {
  readonly segment: Segment;
  readonly header: SegmentHeader;
}

/** The segments that one version of the machine wrote. */
export interface JournalPart {
  readonly machineVersion: number;
  /** The tick at which it begins, and at which the part before it ends. */
  readonly firstTick: Tick;
  readonly segments: readonly Segment[];
}

/** A room's segments by the version of the machine that wrote them, oldest first. Throws {@link JournalError}. */
export function* journalParts(segments: readonly Segment[]): Generator<void, JournalPart[]> {
  const { parts } = yield* splitSegments(segments);
  return parts.map((part) => ({
    machineVersion: part[0].header.machineVersion,
    firstTick: part[0].header.tick,
    segments: part.map(({ segment }) => segment),
  }));
}

function* splitSegments(
  segments: readonly Segment[],
): Generator<void, { readonly parts: readonly UsableSegment[][]; readonly warnings: string[] }> {
  const parts: UsableSegment[][] = [];
  const warnings: string[] = [];
  for (const segment of segments) {
    const header = headerOf(segment, warnings);
    if (header !== null) {
      const part = parts.at(-1);
      if (part === undefined || beginsOtherPart(part.at(-1)?.header, header)) {
        if (part !== undefined)
          warnings.push(
            `${segment.name}: version ${header.machineVersion} begins; the ${part.length} segments before it are another part`,
          );
        parts.push([{ segment, header }]);
      } else part.push({ segment, header });
    }
    yield;
  }
  return { parts, warnings };
}

function beginsOtherPart(before: SegmentHeader | undefined, header: SegmentHeader): boolean {
  const isRoundStart = header.since === header.segment && header.snapshot;
  return before !== undefined && isRoundStart && header.machineVersion !== before.machineVersion;
}

/** The segment's header; null: the segment lacks its initial world. */
function headerOf({ name, bytes }: Segment, warnings: string[]): SegmentHeader | null {
  const reader = new SegmentReader(bytes, name);
  while (!reader.hasWorld && reader.next() !== null);
  if (reader.hasWorld) return reader.header;
  warnings.push(`${name}: ends before its initial world (${bytes.length} bytes); skipped`);
  return null;
}

function join(draft: Draft, before: SegmentHeader, header: SegmentHeader, name: string): void {
  const refuse = (message: string): never => {
    throw new JournalError("order", `${name}: ${message}`);
  };
  for (const field of ["machine", "machineVersion", "roomId", "seed"] as const)
    if (header[field] !== before[field])
      refuse(`${field} is ${header[field]}, but ${before[field]} in the previous segment`);
  if (!sameBytes(header.config, before.config)) refuse("its configuration differs from the previous segment's");
  if (header.segment <= before.segment) refuse(`segment ${header.segment} comes after ${before.segment}`);
  if (header.epoch < before.epoch) refuse(`epoch ${header.epoch} comes after ${before.epoch}`);
  if (draft.fault !== null || draft.end?.reason === "closed") refuse("the journal had already ended");
  if (header.gap && header.snapshot && header.tick >= draft.lastTick)
    draft.gaps.push({ after: draft.lastTick, tick: header.tick });
  else if (header.tick !== draft.lastTick || header.gap)
    refuse(`it begins at tick ${header.tick}, but the previous one ends at ${draft.lastTick}`);
  draft.lastTick = header.tick;
  draft.end = null;
}

function* readSegment(
  draft: Draft,
  segment: Segment,
  header: SegmentHeader,
  next: SegmentHeader | null,
): Generator<void, void> {
  const reader = new SegmentReader(segment.bytes, segment.name);
  const takenOver = next !== null && next.epoch > header.epoch && !next.gap;
  for (let record = reader.next(); record !== null; record = reader.next()) {
    if (takenOver && reader.reached > next.tick) {
      draft.warnings.push(`${segment.name}: its records after tick ${next.tick} came from a stale owner; skipped`);
      return;
    }
    addRecord(draft, record);
    draft.lastTick = reader.reached;
    yield;
  }
  const { cut } = reader;
  if (cut === null) return;
  const cutText = `${segment.name}: ${cut.kind === "torn" ? "torn" : "cannot be read"} at ${cut.at}, the last ${cut.bytes} bytes`;
  if (next !== null && !takenOver && !next.gap) throw new JournalError("damaged", `${cutText}, but a segment follows`);
  draft.warnings.push(`${cutText}; skipped`);
}

function addRecord(draft: Draft, record: JournalRecord): void {
  switch (record.type) {
    case "ticks":
      if (record.body.length > 0) draft.spans.push(record);
      return;
    case "hash":
      draft.hashes.push(record);
      return;
    case "snapshot":
      draft.starts.push(record);
      return;
    case "room":
      draft.room = record.bytes;
      return;
    case "outbox":
      draft.cursors.set(record.consumer, { consumer: record.consumer, tick: record.tick, index: record.index });
      if (draft.cursors.size > JOURNAL_LIMITS.consumers)
        throw new JournalError("damaged", `more than ${JOURNAL_LIMITS.consumers} consumers`);
      return;
    case "fault":
      draft.fault = record;
      return;
    case "end":
      draft.end = record;
      return;
    case "header":
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
