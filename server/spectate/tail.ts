import { readFrame } from "../../shared/journal/frame.ts";
import {
  type EndReason,
  JournalError,
  type JournalRecord,
  joinSegments,
  readCommands,
  type Segment,
  type SegmentHeader,
  SegmentReader,
  type Timeline,
} from "../../shared/journal/index.ts";
import { readBody } from "../../shared/journal/records.ts";
import { CodecError, type Hash, type Tick } from "../../shared/machine.ts";
import { spread } from "../journal/pack.ts";
import type { JournalStore } from "../journal/port.ts";

/** What a journal tells of its room, in order; nothing of the wiring is among it. */
export type Told =
  | { readonly type: "start"; readonly tick: Tick; readonly header: SegmentHeader; readonly world: Uint8Array | null }
  | { readonly type: "commands"; readonly tick: Tick; readonly commands: readonly Uint8Array[] }
  | { readonly type: "hash"; readonly tick: Tick; readonly hash: Hash }
  | { readonly type: "fault"; readonly tick: Tick; readonly message: string }
  | { readonly type: "end"; readonly tick: Tick; readonly reason: EndReason }
  /** What comes next does not follow from what was told; a start is next. */
  | { readonly type: "gap"; readonly tick: Tick };

export type TailStore = Pick<JournalStore, "read" | "readSegment" | "replays" | "readReplay">;

/** A segment ends where a snapshot is taken, every few seconds; so many are read at first beyond those that the delay takes. */
const SEGMENT_S = 5;
const SPARE_SEGMENTS = 2;
/** Segments are given up while they are read, when their round ends: then it is tried again. */
const TRIES = 3;
/** Nothing was added for so many looks: perhaps the next segment has not the next number. */
const QUIET_LOOKS = 6;

/** Reads one room's journal as it grows, however its segments come, and go as their round becomes a replay. */
export class JournalTail {
  readonly #store: TailStore;
  readonly #roomId: string;
  readonly #tell: (told: Told) => void;
  #header: SegmentHeader | null = null;
  /** How much of the newest segment was read: bytes, and records. */
  #bytes = 0;
  #records = 0;
  #reached: Tick = -1;
  #quietLooks = 0;
  #over = false;

  constructor(store: TailStore, roomId: string, tell: (told: Told) => void) {
    this.#store = store;
    this.#roomId = roomId;
    this.#tell = tell;
  }

  /** The tick that everything told has reached. */
  get reached(): Tick {
    return this.#reached;
  }

  /** Nothing will be added. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * Tells what the journal has, from the newest start on that is at least so long before its end, or else from the oldest.
   * Rejects with {@link JournalError} when it has nothing, or nothing that can be read.
   */
  async open(backTicks: number, tickHz: number): Promise<void> {
    const timeline = await this.#load((last) => last - backTicks, Math.ceil(backTicks / tickHz / SEGMENT_S));
    const wanted = timeline.lastTick - backTicks;
    const start = timeline.starts.findLast(({ tick }) => tick <= wanted) ?? timeline.starts[0];
    this.#retell(timeline, start.tick - 1);
  }

  /** Tells what was added. Never rejects for what a journal holds; what cannot be read is the end. */
  async look(): Promise<void> {
    if (this.#over || this.#header === null) return;
    try {
      if (await this.#follow()) this.#quietLooks = 0;
      else if (++this.#quietLooks % QUIET_LOOKS === 0) await this.#resume();
    } catch (error) {
      if (!(error instanceof JournalError || error instanceof CodecError)) throw error;
      this.#over = true;
    }
  }

  /** Whether anything was there. */
  async #follow(): Promise<boolean> {
    let any = false;
    let resumed = false;
    for (;;) {
      const { segment } = this.#header as SegmentHeader;
      // Asked for first: once it is there, nothing is added to the one before.
      const next = await this.#store.readSegment(this.#roomId, segment + 1, 0);
      const added = await this.#store.readSegment(this.#roomId, segment, this.#bytes);
      if (added === null) {
        // Gone, and what has taken its place is not there either: nobody writes it any more.
        if (resumed) this.#over = true;
        else await this.#resume();
        if (this.#over) return true;
        resumed = any = true;
        continue;
      }
      if (added.length > 0) any = this.#take(added) || any;
      if (next === null || this.#over) return any;
      if (!this.#turnTo(next)) return any;
      any = true;
    }
  }

  /** Tells the rest of a segment that is whole. Whether anything was. */
  #take(bytes: Uint8Array): boolean {
    let at = 0;
    for (;;) {
      const { state, kind, number, body, end } = readFrame(bytes, at);
      if (at === bytes.length || state === "short") break;
      if (state !== "whole" || number !== this.#records % 256)
        throw new JournalError("damaged", `segment ${this.#header?.segment}: a record that cannot be read`);
      this.#note(readBody(kind, body, this.#reached));
      this.#records++;
      at = end;
    }
    this.#bytes += at;
    return at > 0;
  }

  #note(record: JournalRecord): void {
    switch (record.type) {
      case "ticks":
        for (const entry of readCommands(record.body, record.after)) this.#tell({ type: "commands", ...entry });
        this.#reached = record.through;
        return;
      case "snapshot":
        this.#tell({ type: "start", tick: record.tick, header: this.#header as SegmentHeader, world: record.world });
        return;
      case "hash":
      case "fault":
        this.#tell(record);
        return;
      case "end":
        if (record.reason === "round") return;
        this.#tell(record);
        this.#over = true;
    }
  }

  /** False: it is not whole yet, or does not follow. */
  #turnTo(bytes: Uint8Array): boolean {
    const reader = new SegmentReader(bytes, "segment");
    const { header } = reader;
    while (!reader.begun && reader.next() !== null);
    if (header === null || !reader.begun) return false;
    if (header.tick < this.#reached || (header.tick > this.#reached && !header.gap)) return false;
    if (header.gap) this.#tell({ type: "gap", tick: header.tick });
    this.#header = header;
    this.#reached = header.tick;
    // Its first record follows the bytes that no record holds.
    this.#bytes = headerEnd(bytes);
    this.#records = 1;
    this.#take(bytes.subarray(this.#bytes));
    return true;
  }

  /** Goes on where the segments that were read are gone. */
  async #resume(): Promise<void> {
    const from = this.#reached;
    let timeline: Timeline;
    try {
      timeline = await this.#load(() => from, SPARE_SEGMENTS);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      // It was set aside, or its room is over and gone.
      this.#over = true;
      return;
    }
    if (timeline.lastTick < from) return;
    if (timeline.firstTick > from) this.#tell({ type: "gap", tick: timeline.firstTick });
    this.#retell(timeline, from);
  }

  /** Tells what lies after a tick, and will go on behind it. */
  #retell(timeline: Timeline, after: Tick): void {
    const { starts, spans, hashes, gaps, latest, fault, end } = timeline;
    const told: Told[] = [];
    for (const { after: from, through, body } of spans)
      if (through > after)
        for (const entry of readCommands(body, from)) if (entry.tick > after) told.push({ type: "commands", ...entry });
    for (const { tick, hash } of hashes) if (tick > after) told.push({ type: "hash", tick, hash });
    for (const { after: from, tick } of gaps) if (from >= after) told.push({ type: "gap", tick });
    for (const { tick, world } of starts) if (tick > after) told.push({ type: "start", tick, header: latest, world });
    if (fault !== null) told.push({ type: "fault", ...fault });
    if (end?.reason === "closed") told.push({ type: "end", ...end });
    told.sort((a, b) => a.tick - b.tick || RANK[a.type] - RANK[b.type]);
    for (const row of told) this.#tell(row);
    this.#header = latest;
    this.#reached = timeline.lastTick;
    this.#over = end?.reason === "closed" || fault !== null;
  }

  async #load(wanted: (last: Tick) => Tick, segments: number): Promise<Timeline> {
    for (let left = TRIES; ; left--) {
      try {
        return await this.#read(wanted, segments + SPARE_SEGMENTS);
      } catch (error) {
        const gone = (error as { code?: unknown } | null)?.code === "ENOENT";
        if (left === 1 || !(gone || error instanceof JournalError)) throw gone ? nothing(this.#roomId) : error;
      }
    }
  }

  async #read(wanted: (last: Tick) => Tick, newest: number): Promise<Timeline> {
    let segments = await this.#store.read(this.#roomId, newest);
    let timeline = segments.length === 0 ? null : await spread(joinSegments(segments));
    if (timeline !== null && timeline.firstTick > wanted(timeline.lastTick)) {
      segments = await this.#store.read(this.#roomId);
      timeline = await spread(joinSegments(segments));
    }
    const last = segments.at(-1);
    let rounds: readonly Segment[] = [];
    if (timeline === null || timeline.firstTick > wanted(timeline.lastTick)) {
      rounds = await this.#roundsBefore(timeline, wanted);
      // A round that does not lead here is of no use.
      if (rounds.length > 0)
        timeline = await spread(joinSegments([...rounds, ...segments])).catch((error: unknown) => {
          if (error instanceof JournalError && timeline !== null) return timeline;
          throw error;
        });
    }
    if (timeline === null) throw nothing(this.#roomId);
    [this.#bytes, this.#records] = last === undefined ? [0, 0] : wholeRecords(last.bytes);
    return timeline;
  }

  /** Replays of the rounds before, as many as it takes. */
  async #roundsBefore(timeline: Timeline | null, wanted: (last: Tick) => Tick): Promise<readonly Segment[]> {
    const ids = (await this.#store.replays()).map(({ id }) => id);
    const own = ids.filter(
      (id) => id.startsWith(`${this.#roomId}-`) && /^\d+$/.test(id.slice(this.#roomId.length + 1)),
    );
    const rounds: Segment[] = [];
    for (const id of own.sort((a, b) => numberIn(b) - numberIn(a))) {
      const bytes = await this.#store.readReplay(id);
      if (bytes === null) break;
      rounds.unshift({ name: id, bytes });
      const first = new SegmentReader(bytes, id).header?.tick ?? 0;
      if (first <= wanted(timeline?.lastTick ?? first)) break;
    }
    return rounds;
  }
}

/** At one tick. */
const RANK = { gap: 0, commands: 1, hash: 2, fault: 3, end: 4, start: 5 } as const;

function nothing(roomId: string): JournalError {
  return new JournalError("empty", `room ${roomId} has no journal`);
}

function numberIn(replayId: string): number {
  return Number(replayId.slice(replayId.lastIndexOf("-") + 1));
}

/** Where a segment's whole records end, and how many there are. */
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
