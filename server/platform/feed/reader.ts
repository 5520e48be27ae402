import type { CloseReason } from "../../../shared/wire/codes.ts";
import type { FeedMessage } from "./log.ts";
import type { ControlMessage } from "./messages.ts";
import type { FeedMetrics } from "./metrics.ts";
import type { TopicRequest } from "./request.ts";
import type { Tail } from "./tail.ts";
import type { Topic } from "./topics.ts";

/** The destination of a reader's messages. */
export interface FeedSink {
  /** Whether it has enough unsent messages. */
  readonly full: boolean;
  /** @param place returns the position to resume from; "": nothing was read yet */
  send(text: string, place: () => string): void;
  /** Runs `work`; what it sends meanwhile may leave in one write. */
  batch(work: () => void): void;
  end(row: CloseReason): void;
}

/** Options of {@link FeedReader}. */
export interface FeedReaderOptions {
  readonly tail: (topic: Topic) => Tail;
  /**
   * Makes the hub call {@link FeedReader.acceptPage} with messages of the log after a number, at least some, in a later
   * turn of the event loop.
   */
  readonly wantPage: (reader: FeedReader, cursor: ReaderCursor) => void;
  readonly metrics: Pick<FeedMetrics, "sent" | "behind" | "gap">;
  /** Monotonic ms. */
  readonly now: () => number;
}

/** A reader's position in a topic. */
export interface ReaderCursor {
  readonly topic: Topic;
  at: number;
  /** Whether it is up to date with memory. */
  live: boolean;
  /** Whether it waits for a page, or receives one: a sink may ask for more while it accepts messages. */
  waiting: boolean;
}

/**
 * One reader of the feed. It holds positions only, no messages: it gets the next messages from memory if it is up to
 * date, otherwise from the log, and only when its sink accepts them.
 */
export class FeedReader {
  readonly #sink: FeedSink;
  readonly #options: FeedReaderOptions;
  #cursors: readonly ReaderCursor[] = [];
  /** Index of the topic whose turn it is. */
  #turn = 0;
  #fullSinceMs: number | null = null;
  /** Time of the last message, monotonic ms. */
  lastSentAtMs: number;

  constructor(sink: FeedSink, options: FeedReaderOptions) {
    this.#sink = sink;
    this.#options = options;
    this.lastSentAtMs = options.now();
  }

  get topics(): readonly Topic[] {
    return this.#cursors.map(({ topic }) => topic);
  }

  /** In the form of the URL: `kills:120,scores:44`. */
  get position(): string {
    return this.#cursors.map(({ topic, at }) => `${topic}:${at}`).join(",");
  }

  /** Time for which its sink has been full, ms. */
  get stalledMs(): number {
    return this.#fullSinceMs === null ? 0 : this.#options.now() - this.#fullSinceMs;
  }

  /** Confirms only after all subscriptions, so that each confirmation has the positions of all topics. */
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

  /** Sends a message without a topic. */
  sendControl(message: ControlMessage): void {
    this.#send(JSON.stringify(message));
  }

  end(row: CloseReason): void {
    this.#cursors = [];
    this.#sink.end(row);
  }

  /** Sends as much as its sink accepts. */
  pump(): void {
    if (!this.#sink.full) {
      this.#fullSinceMs = null;
      if (this.#owed) this.#sink.batch(() => this.#fill());
    }
    if (this.#sink.full) this.#fullSinceMs ??= this.#options.now();
  }

  /** Takes a page of the log after its position in a topic. */
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

  /** Sends one message of each topic in turn, so that no topic waits for another. */
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

  /** Continues after a number; no messages before it are left. */
  #skip(cursor: ReaderCursor, to: number): void {
    if (to <= cursor.at) return;
    const from = cursor.at + 1;
    cursor.at = to;
    this.#options.metrics.gap();
    this.sendControl({ type: "gap", topic: cursor.topic, from, to });
  }

  #give(cursor: ReaderCursor, { seq, text }: FeedMessage): void {
    cursor.at = seq;
    this.#send(text);
  }

  #send(text: string): void {
    this.lastSentAtMs = this.#options.now();
    this.#options.metrics.sent(text.length);
    this.#sink.send(text, () => this.position);
  }
}
