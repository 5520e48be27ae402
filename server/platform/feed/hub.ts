import { CLOSE } from "../../../shared/wire/codes.ts";
import { FEED_LIMITS, type FeedLimits } from "../../../shared/wire/limits.ts";
import type { Clock } from "../../clock.ts";
import type { Delivery } from "../../outbox/index.ts";
import { Forgetting } from "./forgetting.ts";
import type { FeedBatch, FeedDraft, FeedLog, FeedMessage } from "./log.ts";
import { type ControlMessage, FEED_VERSION, SERVER_MESSAGES } from "./messages.ts";
import { type FeedMetrics, NO_FEED_METRICS } from "./metrics.ts";
import { FeedReader, type FeedReaderOptions, type FeedSink, type ReaderCursor } from "./reader.ts";
import { NewestTail, RecentTail, type Tail } from "./tail.ts";
import { TOPIC_NAMES, TOPICS, type Topic } from "./topics.ts";

export interface FeedHubOptions {
  readonly clock: Clock;
  /** ms since 1970 */
  readonly atMs: () => number;
  readonly metrics?: FeedMetrics;
  readonly limits?: Partial<FeedLimits>;
  /** Reports an unexpected error or a malformed message. */
  readonly report: (error: unknown) => void;
}

/** Readers without messages get a heartbeat after this long, s. */
export const HEARTBEAT_S = 15;
const SWEEP_MS = 1_000;

/** Numbers messages, stores them, and sends them to all readers. Readers do not delay each other. */
export class FeedHub {
  readonly limits: FeedLimits;
  readonly #log: FeedLog;
  readonly #options: FeedHubOptions;
  readonly #metrics: FeedMetrics;
  readonly #tails: ReadonlyMap<Topic, Tail>;
  readonly #readers = new Set<FeedReader>();
  readonly #readerPorts: FeedReaderOptions;
  /** Readers that read from the log: one page per turn of the event loop. */
  readonly #pages: { readonly reader: FeedReader; readonly cursor: ReaderCursor }[] = [];
  #paging = false;
  readonly #forgetting: Forgetting;
  #last: Promise<unknown> = Promise.resolve();
  #stopSweep: () => void;
  #closed = false;

  static async open(log: FeedLog, options: FeedHubOptions): Promise<FeedHub> {
    const limits = { ...FEED_LIMITS, ...options.limits };
    const tails = new Map<Topic, Tail>();
    const clean = (message: FeedMessage) => log.clean(message);
    for (const topic of TOPIC_NAMES) {
      const { last } = await log.span(topic);
      if (TOPICS[topic] === "all") tails.set(topic, new RecentTail(last, limits.recentMessages, clean));
      else tails.set(topic, new NewestTail(last, limits.keptKeys, await log.read(topic, 0, limits.keptKeys), clean));
    }
    return new FeedHub(log, tails, limits, options);
  }

  private constructor(log: FeedLog, tails: ReadonlyMap<Topic, Tail>, limits: FeedLimits, options: FeedHubOptions) {
    this.limits = limits;
    this.#log = log;
    this.#tails = tails;
    this.#options = options;
    this.#metrics = options.metrics ?? NO_FEED_METRICS;
    this.#readerPorts = {
      tail: (topic) => tails.get(topic) as Tail,
      wantPage: (reader, cursor) => this.#wantPage(reader, cursor),
      metrics: this.#metrics,
      now: () => options.clock.nowMs(),
    };
    this.#forgetting = new Forgetting(log, tails, options);
    this.#stopSweep = options.clock.setTimer(SWEEP_MS, () => this.#sweep());
  }

  get closed(): boolean {
    return this.#closed;
  }

  get readers(): number {
    return this.#readers.size;
  }

  // In

  /** Publishes the messages of a source's events, see {@link FeedLog.consume}. Rejects if they could not be stored. */
  consume(
    source: string,
    events: readonly Delivery[],
    make: (fresh: readonly Delivery[], memory: string | null) => FeedBatch,
  ): Promise<void> {
    return this.#inTurn(() =>
      this.#log.consume(source, events, this.#options.atMs(), (fresh, before) => {
        const { drafts, memory } = make(fresh, before);
        return { drafts: this.#sound(drafts), memory };
      }),
    );
  }

  /** Publishes messages without a source that would repeat them. Rejects if they could not be stored. */
  publish(drafts: readonly FeedDraft[]): Promise<void> {
    return this.#inTurn(() => this.#log.append(this.#sound(drafts), this.#options.atMs()));
  }

  /** Publishes in the order of the numbers. */
  #inTurn(keep: () => Promise<readonly FeedMessage[]>): Promise<void> {
    const done = this.#last.then(async () => this.#distribute(await keep()));
    this.#last = done.catch(() => undefined);
    return done;
  }

  #distribute(messages: readonly FeedMessage[]): void {
    const topics = new Set<Topic>();
    for (const message of messages) {
      this.#readerPorts.tail(message.topic).append(message);
      this.#metrics.stored(message.topic);
      topics.add(message.topic);
    }
    if (topics.size === 0) return;
    if (messages.some(({ erases }) => erases === "owner")) this.#forgetting.wake();
    for (const reader of this.#readers) if (reader.topics.some((topic) => topics.has(topic))) reader.pump();
  }

  /** Drops malformed messages: their source would repeat them forever. */
  #sound(drafts: readonly FeedDraft[]): readonly FeedDraft[] {
    return drafts.filter((draft) => {
      const problem = problemOf(draft, this.limits.messageBytes);
      if (problem === null) return true;
      this.#metrics.malformed();
      this.#options.report(new Error(`feed: a message of ${draft.topic} is left out: ${problem}`));
      return false;
    });
  }

  // Out

  /** Whether anyone reads a topic. */
  watched(topic: Topic): boolean {
    for (const reader of this.#readers) if (reader.topics.includes(topic)) return true;
    return false;
  }

  /** The newest message of each key, JSON; for topics that keep only those. */
  newest(topic: Topic): readonly FeedMessage[] {
    const tail = this.#tails.get(topic);
    return tail instanceof NewestTail ? tail.all() : [];
  }

  async hello(): Promise<ControlMessage & { type: "hello" }> {
    const spans = await Promise.all(TOPIC_NAMES.map(async (topic) => [topic, await this.#log.span(topic)] as const));
    const topics = Object.fromEntries(spans) as Record<Topic, { first: number; last: number }>;
    return { type: "hello", version: FEED_VERSION, log: this.#log.id, heartbeatS: HEARTBEAT_S, topics };
  }

  join(sink: FeedSink): FeedReader {
    const reader = new FeedReader(sink, this.#readerPorts);
    this.#readers.add(reader);
    return reader;
  }

  leave(reader: FeedReader): void {
    this.#readers.delete(reader);
  }

  /** Disconnects all readers; they reconnect to the next process. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopSweep();
    this.#forgetting.close();
    for (const reader of this.#readers) reader.end(CLOSE.restarting);
    this.#readers.clear();
    await this.#last;
    this.#log.close();
  }

  #wantPage(reader: FeedReader, cursor: ReaderCursor): void {
    this.#pages.push({ reader, cursor });
    this.#turnPages();
  }

  #turnPages(): void {
    if (this.#paging || this.#pages.length === 0) return;
    this.#paging = true;
    this.#options.clock.setTimer(0, () => void this.#turnPage());
  }

  async #turnPage(): Promise<void> {
    const next = this.#pages.shift();
    try {
      if (next === undefined || this.#closed || !this.#readers.has(next.reader)) return;
      const { reader, cursor } = next;
      reader.acceptPage(cursor, await this.#log.read(cursor.topic, cursor.at, this.limits.pageMessages));
    } catch (error) {
      this.#options.report(error);
      // The reader reconnects and continues where it was.
      next?.reader.end(CLOSE.restarting);
    } finally {
      this.#paging = false;
      this.#turnPages();
    }
  }

  #sweep(): void {
    this.#inTurn(() => this.#log.due(this.#options.atMs())).catch(this.#options.report);
    const nowMs = this.#options.clock.nowMs();
    for (const reader of this.#readers) {
      reader.pump();
      if (reader.stalledMs >= this.limits.stallMs) {
        this.#metrics.slow();
        this.#readers.delete(reader);
        reader.end(CLOSE.slowConsumer);
      } else if (reader.stalledMs === 0 && nowMs - reader.lastSentAtMs >= HEARTBEAT_S * 1_000) {
        reader.sendControl({ type: "heartbeat", at: this.#options.atMs() });
      }
    }
    this.#stopSweep = this.#options.clock.setTimer(SWEEP_MS, () => this.#sweep());
  }
}

function problemOf(draft: FeedDraft, mostBytes: number): string | null {
  const { type, ...rest } = draft.body;
  const definition = Object.hasOwn(SERVER_MESSAGES, `${type}`)
    ? SERVER_MESSAGES[type as keyof typeof SERVER_MESSAGES]
    : undefined;
  if (definition === undefined) return `no message is called ${type}`;
  const checked = definition.safeParse({ type, topic: draft.topic, seq: 1, at: 0, ...rest });
  if (!checked.success)
    return checked.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  const bytes = Buffer.byteLength(JSON.stringify(draft.body));
  return bytes > mostBytes ? `${bytes} bytes, at most ${mostBytes}` : null;
}
