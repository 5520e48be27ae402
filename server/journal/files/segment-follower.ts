import { readFrame } from "../../../shared/journal/frame.ts";
import {
  JournalError,
  type JournalRecord,
  joinSegments,
  readCommands,
  type Segment,
  type SegmentHeader,
  SegmentReader,
  type Timeline,
} from "../../../shared/journal/index.ts";
import { readBody } from "../../../shared/journal/records.ts";
import { CodecError, type Tick } from "../../../shared/machine.ts";
import { runInSlices } from "../../run-in-slices.ts";
import type { JournalEvent, JournalFollower } from "../port.ts";
import type { FileJournalStore } from "./file-journal-store.ts";

/**
 * Approximate length of a segment, which ends with the next snapshot; and the number of segments to read beyond those
 * that the delay needs.
 */
const SEGMENT_S = 5;
const SPARE_SEGMENTS = 2;
/** Segments may be deleted during a read, when their round ends: then retry. */
const MAX_ATTEMPTS = 3;
/** After this many polls without data, assume that the next segment does not have the next number. */
const QUIET_POLLS = 6;

/**
 * Follows one room's journal while it grows, while segments are added, and while they are deleted because their round
 * becomes a replay.
 */
export class SegmentFollower implements JournalFollower {
  readonly #store: FileJournalStore;
  readonly #roomId: string;
  readonly #emit: (event: JournalEvent) => void;
  #header: SegmentHeader | null = null;
  /** How much of the newest segment was read: bytes and records. */
  #bytes = 0;
  #records = 0;
  #reached: Tick = -1;
  #quietPolls = 0;
  #over = false;

  constructor(store: FileJournalStore, roomId: string, emit: (event: JournalEvent) => void) {
    this.#store = store;
    this.#roomId = roomId;
    this.#emit = emit;
  }

  /** The tick reached by the events so far. */
  get reached(): Tick {
    return this.#reached;
  }

  /** Whether the journal has ended. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * Emits the journal's events, from the newest start at least `backTicks` before its end, or else from the oldest one.
   * Rejects with {@link JournalError} if the journal has nothing readable.
   */
  async open(backTicks: number, tickHz: number): Promise<void> {
    const timeline = await this.#load((last) => last - backTicks, Math.ceil(backTicks / tickHz / SEGMENT_S));
    const wanted = timeline.lastTick - backTicks;
    const start = timeline.starts.findLast(({ tick }) => tick <= wanted) ?? timeline.starts[0];
    this.#emitAfter(timeline, start.tick - 1);
  }

  /** Emits what was added. Never rejects for bad content: unreadable data ends the tail. */
  async poll(): Promise<void> {
    if (this.#over || this.#header === null) return;
    try {
      if (await this.#follow()) this.#quietPolls = 0;
      else if (++this.#quietPolls % QUIET_POLLS === 0) await this.#resume();
    } catch (error) {
      if (!(error instanceof JournalError || error instanceof CodecError)) throw error;
      this.#over = true;
    }
  }

  /** Reads everything added. Returns whether there was anything. */
  async #follow(): Promise<boolean> {
    let advanced = false;
    let resumed = false;
    for (;;) {
      const { segment } = this.#header as SegmentHeader;
      // Read the next segment first: once it exists, this one is complete.
      const next = await this.#store.readSegment(this.#roomId, segment + 1, 0);
      const added = await this.#store.readSegment(this.#roomId, segment, this.#bytes);
      if (added === null) {
        // The segment and its successors are gone: nobody writes it any more.
        if (resumed) this.#over = true;
        else await this.#resume();
        if (this.#over) return true;
        resumed = advanced = true;
        continue;
      }
      if (added.length > 0) advanced = this.#take(added) || advanced;
      if (next === null || this.#over) return advanced;
      if (!this.#openSegment(next)) return advanced;
      advanced = true;
    }
  }

  /** Emits the whole records at the end of a segment. Returns whether there were any. */
  #take(bytes: Uint8Array): boolean {
    let at = 0;
    for (;;) {
      const { state, kind, number, body, end } = readFrame(bytes, at);
      if (at === bytes.length || state === "short") break;
      if (state !== "whole" || number !== this.#records % 256)
        throw new JournalError("damaged", `segment ${this.#header?.segment}: a record that cannot be read`);
      this.#emitRecord(readBody(kind, body, this.#reached));
      this.#records++;
      at = end;
    }
    this.#bytes += at;
    return at > 0;
  }

  #emitRecord(record: JournalRecord): void {
    switch (record.type) {
      case "ticks":
        for (const entry of readCommands(record.body, record.after)) this.#emit({ type: "commands", ...entry });
        this.#reached = record.through;
        return;
      case "snapshot":
        this.#emit({ type: "start", tick: record.tick, header: this.#header as SegmentHeader, world: record.world });
        return;
      case "hash":
      case "fault":
        this.#emit(record);
        return;
      case "end":
        if (record.reason === "round") return;
        this.#emit(record);
        this.#over = true;
    }
  }

  /** Continues with the next segment. Returns false if it is incomplete or does not follow. */
  #openSegment(bytes: Uint8Array): boolean {
    const reader = new SegmentReader(bytes, "segment");
    const { header } = reader;
    while (!reader.hasWorld && reader.next() !== null);
    if (header === null || !reader.hasWorld) return false;
    if (header.tick < this.#reached || (header.tick > this.#reached && !header.gap)) return false;
    if (header.gap) this.#emit({ type: "gap", tick: header.tick });
    this.#header = header;
    this.#reached = header.tick;
    // Its records follow the magic bytes.
    this.#bytes = headerEnd(bytes);
    this.#records = 1;
    this.#take(bytes.subarray(this.#bytes));
    return true;
  }

  /** Continues after the segments read so far were deleted. */
  async #resume(): Promise<void> {
    const from = this.#reached;
    let timeline: Timeline;
    try {
      timeline = await this.#load(() => from, SPARE_SEGMENTS);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      // It was set aside, or its room has ended.
      this.#over = true;
      return;
    }
    if (timeline.lastTick < from) return;
    if (timeline.firstTick > from) this.#emit({ type: "gap", tick: timeline.firstTick });
    this.#emitAfter(timeline, from);
  }

  /** Emits everything after a tick, and continues behind it. */
  #emitAfter(timeline: Timeline, after: Tick): void {
    const { starts, spans, hashes, gaps, latest, fault, end } = timeline;
    const events: JournalEvent[] = [];
    for (const { after: from, through, body } of spans)
      if (through > after)
        for (const entry of readCommands(body, from))
          if (entry.tick > after) events.push({ type: "commands", ...entry });
    for (const { tick, hash } of hashes) if (tick > after) events.push({ type: "hash", tick, hash });
    for (const { after: from, tick } of gaps) if (from >= after) events.push({ type: "gap", tick });
    for (const { tick, world } of starts) if (tick > after) events.push({ type: "start", tick, header: latest, world });
    if (fault !== null) events.push({ type: "fault", ...fault });
    if (end?.reason === "closed") events.push({ type: "end", ...end });
    events.sort((a, b) => a.tick - b.tick || ORDER_WITHIN_TICK[a.type] - ORDER_WITHIN_TICK[b.type]);
    for (const event of events) this.#emit(event);
    this.#header = latest;
    this.#reached = timeline.lastTick;
    this.#over = end?.reason === "closed" || fault !== null;
  }

  async #load(wanted: (last: Tick) => Tick, segments: number): Promise<Timeline> {
    for (let left = MAX_ATTEMPTS; ; left--) {
      try {
        return await this.#read(wanted, segments + SPARE_SEGMENTS);
      } catch (error) {
        const deleted = (error as { code?: unknown } | null)?.code === "ENOENT";
        if (left === 1 || !(deleted || error instanceof JournalError)) throw deleted ? noJournal(this.#roomId) : error;
      }
    }
  }

  async #read(wanted: (last: Tick) => Tick, newest: number): Promise<Timeline> {
    let segments = await this.#store.read(this.#roomId, newest);
    let timeline = segments.length === 0 ? null : await runInSlices(joinSegments(segments));
    if (timeline !== null && timeline.firstTick > wanted(timeline.lastTick)) {
      segments = await this.#store.read(this.#roomId);
      timeline = await runInSlices(joinSegments(segments));
    }
    const last = segments.at(-1);
    let rounds: readonly Segment[] = [];
    if (timeline === null || timeline.firstTick > wanted(timeline.lastTick)) {
      rounds = await this.#roundsBefore(timeline, wanted);
      // Ignore rounds that do not connect.
      if (rounds.length > 0)
        timeline = await runInSlices(joinSegments([...rounds, ...segments])).catch((error: unknown) => {
          if (error instanceof JournalError && timeline !== null) return timeline;
          throw error;
        });
    }
    if (timeline === null) throw noJournal(this.#roomId);
    [this.#bytes, this.#records] = last === undefined ? [0, 0] : wholeRecords(last.bytes);
    return timeline;
  }

  /** Replays of as many earlier rounds as needed. */
  async #roundsBefore(timeline: Timeline | null, wanted: (last: Tick) => Tick): Promise<readonly Segment[]> {
    const ids = (await this.#store.replays()).map(({ id }) => id);
    const own = ids.filter(
      (id) => id.startsWith(`${this.#roomId}-`) && /^\d+$/.test(id.slice(this.#roomId.length + 1)),
    );
    const rounds: Segment[] = [];
    for (const id of own.sort((a, b) => segmentInReplayId(b) - segmentInReplayId(a))) {
      const bytes = await this.#store.readReplay(id);
      if (bytes === null) break;
      rounds.unshift({ name: id, bytes });
      const first = new SegmentReader(bytes, id).header?.tick ?? 0;
      if (first <= wanted(timeline?.lastTick ?? first)) break;
    }
    return rounds;
  }
}

/** Order of events within one tick. */
const ORDER_WITHIN_TICK = { gap: 0, commands: 1, hash: 2, fault: 3, end: 4, start: 5 } as const;

function noJournal(roomId: string): JournalError {
  return new JournalError("empty", `room ${roomId} has no journal`);
}

function segmentInReplayId(replayId: string): number {
  return Number(replayId.slice(replayId.lastIndexOf("-") + 1));
}

/** The end of a segment's whole records, and their number. */
function wholeRecords(bytes: Uint8Array): [end: number, records: number] {
  let [end, records] = [MAGIC_BYTES, 0];
  for (let frame = readFrame(bytes, end); frame.state === "whole"; frame = readFrame(bytes, end)) {
    end = frame.end;
    records++;
    if (end === bytes.length) break;
  }
  return [end, records];
}

const MAGIC_BYTES = 8;

function headerEnd(bytes: Uint8Array): number {
  return readFrame(bytes, MAGIC_BYTES).end;
}
