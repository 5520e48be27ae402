import type { CloseReason } from "../../../shared/wire/codes.ts";
import type { FeedMessage } from "./log.ts";
import type { ControlMessage } from "./messages.ts";
import type { FeedMetrics } from "./metrics.ts";
import type { TopicRequest } from "./request.ts";
import type { Tail } from "./tail.ts";
import type { Topic } from "./topics.ts";

/** Where a reader's messages go. */
export interface FeedSink {
  /** Has enough that it has not sent. */
  readonly full: boolean;
  /** @param place what to ask for, to go on after this; "": nothing is read yet */
  send(text: string, place: () => string): void;
  /** What `tell` gives it meanwhile may leave in one piece. */
  batch(tell: () => void): void;
  end(row: CloseReason): void;
}

/** What a reader needs of its hub. */
export interface FeedReaderOptions {
  readonly tail: (topic: Topic) => Tail;
  /** Has {@link FeedReader.acceptPage} called with what the log has after a number, some of it at least, in a turn of its own. */
  readonly wantPage: (reader: FeedReader, cursor: ReaderCursor) => void;
  readonly metrics: Pick<FeedMetrics, "sent" | "behind" | "gap">;
  /** Monotonic ms. */
  readonly now: () => number;
}

/** How far a reader has come in a topic. */
export interface ReaderCursor {
  readonly topic: Topic;
  at: number;
  /** Has had what there was in memory. */
  live: boolean;
  /** Waits for a page, or is given one: a sink may ask for more while it takes something. */
  waiting: boolean;
}

/**
 * One reader of the feed. It holds no messages, only how far it has come: what it is given next comes from the hub's memory
 * where it is up to date, and from the log where it is not, and only when its sink takes it.
 */
export class FeedReader {
  readonly #sink: FeedSink;
  readonly #options: FeedReaderOptions;
  #cursors: readonly ReaderCursor[] = [];
  /** Whose turn it is. */
  #turn = 0;
  #fullSinceMs: number | null = null;
  /** When it was last told anything, monotonic ms. */
  lastSentAtMs: number;

  constructor(sink: FeedSink, options: FeedReaderOptions) {
    this.#sink = sink;
    this.#options = options;
    this.lastSentAtMs = options.now();
  }

  get topics(): readonly Topic[] {
    return this.#cursors.map(({ topic }) => topic);
  }

  /** As in the address: `kills:120,scores:44`. */
  get position(): string {
    return this.#cursors.map(({ topic, at }) => `${topic}:${at}`).join(",");
  }

  /** How long its sink has been full, ms. */
  get stalledMs(): number {
    return this.#fullSinceMs === null ? 0 : this.#options.now() - this.#fullSinceMs;
  }

  /** Answers once it reads them all, so that each answer says where to go on in all of them. */
  subscribe(wishes: readonly TopicRequest[]): void {
    const answers = wishes.flatMap(({ topic, since }) => this.#begin(topic, since));
    for (const answer of answers) this.sendControl(answer);
  }

  #begin(topic: Topic, since: number | null): readonly ControlMessage[] {
    const { last } = this.#options.tail(topic);
    const restarted = since !== null && since > last;
    const at = restarted ? 0 : (since ?? last);
    const cursor: ReaderCursor = { topic, at, live: since === null, waiting: false };
    this.#cursors = [...this.#cursors.filter((other) => other.topic !== topic), cursor];
    const subscribed = { type: "subscribed", topic, after: at } as const;
    return restarted ? [{ type: "restarted", topic, last }, subscribed] : [subscribed];
  }

  unsubscribe(topic: Topic): void {
    this.#cursors = this.#cursors.filter((cursor) => cursor.topic !== topic);
    this.sendControl({ type: "unsubscribed", topic });
  }

  /** Tells what belongs to no topic. */
  sendControl(message: ControlMessage): void {
    this.#tell(JSON.stringify(message));
  }

  end(row: CloseReason): void {
    this.#cursors = [];
    this.#sink.end(row);
  }

  /** Gives its sink as much as it takes. */
  pump(): void {
    if (!this.#sink.full) {
      this.#fullSinceMs = null;
      if (this.#owed) this.#sink.batch(() => this.#fill());
    }
    if (this.#sink.full) this.#fullSinceMs ??= this.#options.now();
  }

  /** What the log has after its place in a topic. */
  acceptPage(cursor: ReaderCursor, kept: readonly FeedMessage[]): void {
    if (!this.#cursors.includes(cursor)) return;
    if (!this.#sink.full)
      this.#sink.batch(() => {
        this.#skip(cursor, (kept[0]?.seq ?? this.#options.tail(cursor.topic).first) - 1);
        for (const message of kept) {
          if (this.#sink.full) return;
          this.#give(cursor, message);
        }
      });
    cursor.waiting = false;
    this.pump();
  }

  get #owed(): boolean {
    return this.#cursors.some(({ topic, at }) => this.#options.tail(topic).last > at);
  }

  /** One message of each topic in turn, so that none waits for another. */
  #fill(): void {
    for (let idle = 0; idle < this.#cursors.length && !this.#sink.full; ) {
      this.#turn = (this.#turn + 1) % this.#cursors.length;
      idle = this.#step(this.#cursors[this.#turn]) ? 0 : idle + 1;
    }
  }

  #step(cursor: ReaderCursor): boolean {
    if (cursor.waiting) return false;
    const tail = this.#options.tail(cursor.topic);
    const next = tail.after(cursor.at);
    if (next === "log") {
      cursor.waiting = true;
      if (cursor.live) this.#fallBehind(cursor, tail.last);
      this.#options.wantPage(this, cursor);
      return false;
    }
    cursor.live = true;
    if (next === null) return false;
    this.#give(cursor, next);
    return true;
  }

  #fallBehind(cursor: ReaderCursor, last: number): void {
    cursor.live = false;
    this.#options.metrics.behind();
    this.sendControl({ type: "behind", topic: cursor.topic, after: cursor.at, last });
  }

  /** Goes on after a number before which nothing is left. */
  #skip(cursor: ReaderCursor, to: number): void {
    if (to <= cursor.at) return;
    const from = cursor.at + 1;
    cursor.at = to;
    this.#options.metrics.gap();
    this.sendControl({ type: "gap", topic: cursor.topic, from, to });
  }

  #give(cursor: ReaderCursor, { seq, text }: FeedMessage): void {
    cursor.at = seq;
    this.#tell(text);
  }

  #tell(text: string): void {
    this.lastSentAtMs = this.#options.now();
    this.#options.metrics.sent(text.length);
    this.#sink.send(text, () => this.position);
  }
}
