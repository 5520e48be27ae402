import {
  type CommandSpan,
  checkMachine,
  JournalError,
  type Playback,
  type PlaybackStart,
  type SegmentHeader,
  type StreamRecord,
  type Timeline,
} from "../../shared/journal/index.ts";
import type { Machine, Tick } from "../../shared/machine.ts";
import type { Recording } from "./recording.ts";

type Draft = { -readonly [K in keyof Timeline]: Timeline[K] extends readonly (infer T)[] ? T[] : Timeline[K] };

/** How much of a match to keep, s; and by how much more the recording may grow before its beginning is dropped. */
const KEPT_S = 300;
const SLACK_S = 30;

/** The recording of a running match, as far as its stream has arrived. */
export class LiveRecording<World, Command, Event, Config> implements Recording<World, Command, Event, Config> {
  readonly machine: Machine<World, Command, Event, Config>;
  readonly timeline: Timeline;
  readonly starts: PlaybackStart[] = [];
  readonly playbacks: Playback<World, Command, Event, Config>[] = [];
  readonly #draft: Draft;
  #firstTick: Tick;
  #lastTick: Tick;
  #more = true;
  #cutShort: "fault" | null = null;
  /** The stream was reopened, and its first snapshot has not arrived yet. */
  #joining = false;

  /** Throws {@link JournalError} if it is of another machine. */
  constructor(machine: Machine<World, Command, Event, Config>, header: SegmentHeader) {
    checkMachine(machine, { header });
    this.machine = machine;
    this.#firstTick = this.#lastTick = header.tick;
    this.timeline = this.#draft = {
      header,
      latest: header,
      firstTick: header.tick,
      lastTick: header.tick,
      starts: this.starts,
      spans: [],
      hashes: [],
      gaps: [],
      warnings: [],
      fault: null,
      end: null,
      room: null,
      cursors: new Map(),
    };
    if (!header.snapshot) this.starts.push({ tick: header.tick, world: null });
  }

  get firstTick(): Tick {
    return this.#firstTick;
  }

  get lastTick(): Tick {
    return this.#lastTick;
  }

  get isGrowing(): boolean {
    return this.#more;
  }

  get cutShort(): "fault" | null {
    return this.#cutShort;
  }

  /** Whether there is a snapshot to start from. */
  get hasStart(): boolean {
    return this.starts.length > 0;
  }

  /** The stream was lost and reopened; it starts at the match's newest snapshot. */
  rejoin(header: SegmentHeader): void {
    checkMachine(this.machine, { header });
    if (header.roomId !== this.timeline.header.roomId) throw new JournalError("order", "it is of another room");
    this.#joining = header.tick > this.#lastTick;
    if (this.#joining && !header.snapshot) throw new JournalError("order", "it starts over");
  }

  onRecord(record: StreamRecord): void {
    const draft = this.#draft;
    switch (record.type) {
      case "snapshot":
        this.#addStart(record.tick, record.world);
        return;
      case "ticks":
        if (record.through <= this.#lastTick) return;
        if (record.body.length > 0) draft.spans.push(copyOf(record));
        this.#extendTo(record.through);
        return;
      case "hash":
        if (record.tick > (draft.hashes.at(-1)?.tick ?? -1)) draft.hashes.push(record);
        return;
      case "fault":
        this.#cutShort = "fault";
        this.#extendTo(record.tick - 1);
        this.#more = false;
        return;
      case "end":
        this.#more = false;
        return;
      case "header":
        this.rejoin(record);
    }
  }

  /** No more records will arrive. */
  close(): void {
    this.#more = false;
  }

  #addStart(tick: Tick, world: Uint8Array): void {
    if (this.hasStart && !this.#joining) return;
    if (this.#joining) this.#draft.gaps.push({ after: this.#lastTick, tick });
    this.#joining = false;
    this.starts.push({ tick, world: world.slice() });
    this.#extendTo(tick);
  }

  #extendTo(tick: Tick): void {
    this.#lastTick = this.#draft.lastTick = tick;
    const { tickHz } = this.machine;
    if (tick - this.#firstTick > (KEPT_S + SLACK_S) * tickHz) this.forgetBefore(tick - KEPT_S * tickHz);
  }

  /** Drops everything before the last snapshot at or before this tick. */
  forgetBefore(before: Tick): void {
    const draft = this.#draft;
    const { starts } = this;
    const first = starts.findLastIndex(({ tick }) => tick <= before);
    if (first <= 0) return;
    starts.splice(0, first);
    const [{ tick }] = starts;
    const spans = dropFirst(draft.spans, (span) => span.through <= tick);
    const gaps = dropFirst(draft.gaps, (gap) => gap.tick <= tick);
    dropFirst(draft.hashes, (hash) => hash.tick < tick);
    this.#firstTick = draft.firstTick = tick;
    for (const playback of this.playbacks) playback.trimFront(spans, gaps);
  }
}

/** Copies a record: its body is a view of the stream's buffer. */
function copyOf({ after, through, body }: CommandSpan): CommandSpan {
  return { after, through, body: body.slice() };
}

/** Removes the old items at the start of a list; returns their number. */
function dropFirst<T>(list: T[], old: (item: T) => boolean): number {
  const keep = list.findIndex((item) => !old(item));
  const count = keep < 0 ? list.length : keep;
  list.splice(0, count);
  return count;
}
