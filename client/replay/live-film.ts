import { arena } from "../../shared/arena/index.ts";
import {
  checkMachine,
  JournalError,
  type SegmentHeader,
  type Span,
  type Start,
  type StreamRecord,
  type Timeline,
} from "../../shared/journal/index.ts";
import type { Tick } from "../../shared/machine.ts";
import type { ArenaPlayback, Film } from "./film.ts";

type Draft = { -readonly [K in keyof Timeline]: Timeline[K] extends readonly (infer T)[] ? T[] : Timeline[K] };

/** How much of a match can be seen again, s; and by how much more the film may grow before its beginning is given up. */
const KEPT_S = 300;
const SLACK_S = 30;

/** A match that goes on, as far as its stream has brought it. */
export class LiveFilm implements Film {
  readonly timeline: Timeline;
  readonly starts: Start[] = [];
  readonly playing: ArenaPlayback[] = [];
  readonly #draft: Draft;
  #firstTick: Tick;
  #lastTick: Tick;
  #more = true;
  /** Ends the film, when what follows is about to be shown; null: it goes on. */
  #cutShort: Film["cutShort"] = null;
  /** A stream was begun anew, and its first world did not come yet. */
  #joining = false;

  /** Throws {@link JournalError} when it is of another machine. */
  constructor(header: SegmentHeader) {
    checkMachine(arena, { header });
    this.#firstTick = this.#lastTick = header.tick;
    const ticks = { firstTick: header.tick, lastTick: header.tick };
    const lists = { starts: this.starts, spans: [], hashes: [], gaps: [], warnings: [] };
    const nothing = { fault: null, end: null, room: null, cursors: new Map() };
    this.timeline = this.#draft = { header, latest: header, ...ticks, ...lists, ...nothing };
    if (!header.snapshot) this.starts.push({ tick: header.tick, world: null });
  }

  get firstTick(): Tick {
    return this.#firstTick;
  }

  get lastTick(): Tick {
    return this.#lastTick;
  }

  get more(): boolean {
    return this.#more;
  }

  get cutShort(): Film["cutShort"] {
    return this.#cutShort;
  }

  /** Whether it has a world to begin with. */
  get begun(): boolean {
    return this.starts.length > 0;
  }

  /** The stream was lost, and is had again from its newest start. */
  rejoin(header: SegmentHeader): void {
    checkMachine(arena, { header });
    if (header.roomId !== this.timeline.header.roomId) throw new JournalError("order", "it is of another room");
    this.#joining = header.tick > this.#lastTick;
    if (this.#joining && !header.snapshot) throw new JournalError("order", "it begins anew");
  }

  take(record: StreamRecord): void {
    const draft = this.#draft;
    switch (record.type) {
      case "snapshot":
        this.#start(record.tick, record.world);
        return;
      case "ticks":
        if (record.through <= this.#lastTick) return;
        if (record.body.length > 0) draft.spans.push(kept(record));
        this.#reach(record.through);
        return;
      case "hash":
        if (record.tick > (draft.hashes.at(-1)?.tick ?? -1)) draft.hashes.push(record);
        return;
      case "fault":
        this.#cutShort = "fault";
        this.#reach(record.tick - 1);
        this.#more = false;
        return;
      case "end":
        this.#more = false;
        return;
      case "header":
        this.rejoin(record);
    }
  }

  /** Nothing more will come. */
  close(): void {
    this.#more = false;
  }

  #start(tick: Tick, world: Uint8Array): void {
    if (this.begun && !this.#joining) return;
    if (this.#joining) this.#draft.gaps.push({ after: this.#lastTick, tick });
    this.#joining = false;
    this.starts.push({ tick, world: world.slice() });
    this.#reach(tick);
  }

  #reach(tick: Tick): void {
    this.#lastTick = this.#draft.lastTick = tick;
    const { tickHz } = arena;
    if (tick - this.#firstTick > (KEPT_S + SLACK_S) * tickHz) this.forgetBefore(tick - KEPT_S * tickHz);
  }

  /** Gives up what lies before the last start by then. */
  forgetBefore(before: Tick): void {
    const draft = this.#draft;
    const { starts } = this;
    const first = starts.findLastIndex(({ tick }) => tick <= before);
    if (first <= 0) return;
    starts.splice(0, first);
    const [{ tick }] = starts;
    const spans = dropped(draft.spans, (span) => span.through <= tick);
    const gaps = dropped(draft.gaps, (gap) => gap.tick <= tick);
    dropped(draft.hashes, (hash) => hash.tick < tick);
    this.#firstTick = draft.firstTick = tick;
    for (const playback of this.playing) playback.forgot(spans, gaps);
  }
}

/** Records are views of what the stream brought. */
function kept({ after, through, body }: Span): Span {
  return { after, through, body: body.slice() };
}

/** Takes the first ones out of a list; returns how many. */
function dropped<T>(list: T[], old: (item: T) => boolean): number {
  const keep = list.findIndex((item) => !old(item));
  const count = keep < 0 ? list.length : keep;
  list.splice(0, count);
  return count;
}
