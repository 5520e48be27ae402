import type { Delivery, EventPosition } from "../../server/outbox/index.ts";
import { Erasures } from "../../server/platform/feed/erasures.ts";
import {
  eventsAfter,
  type FeedBatch,
  type FeedDraft,
  type FeedLog,
  type FeedMessage,
  messageJson,
  type SequenceRange,
  toFeedMessage,
} from "../../server/platform/feed/log.ts";
import { redactNames } from "../../server/platform/feed/redact.ts";
import type { LogLimits } from "../../server/platform/feed/sqlite-log.ts";
import { TOPICS, type Topic } from "../../server/platform/feed/topics.ts";
import { FEED_LIMITS } from "../../shared/wire/limits.ts";

interface Row extends FeedMessage {
  readonly atMs: number;
}

/** A log that lasts as long as its process. */
export class MemoryFeedLog implements FeedLog {
  readonly id = crypto.randomUUID();
  readonly #limits: LogLimits;
  readonly #rows = new Map<Topic, Row[]>();
  readonly #last = new Map<Topic, number>();
  readonly #gone = new Set<number>();
  readonly #erasures = new Erasures((topic) => this.#last.get(topic) ?? 0);
  #later: { readonly draft: FeedDraft; readonly dueMs: number }[] = [];
  /** The one quiet for longest first. */
  readonly #sources = new Map<string, EventPosition & { memory: string }>();

  constructor(limits: LogLimits = FEED_LIMITS) {
    this.#limits = limits;
  }

  async consume(
    source: string,
    events: readonly Delivery[],
    atMs: number,
    make: (fresh: readonly Delivery[], memory: string | null) => FeedBatch,
  ): Promise<readonly FeedMessage[]> {
    const before = this.#sources.get(source) ?? null;
    const fresh = eventsAfter(events, before);
    const last = fresh.at(-1);
    if (last === undefined) return [];
    const { drafts, memory } = make(fresh, before?.memory ?? null);
    this.#sources.delete(source);
    this.#sources.set(source, { tick: last.id.tick, index: last.id.index, memory });
    if (this.#sources.size > this.#limits.sources) this.#sources.delete([...this.#sources.keys()][0]);
    return this.append(drafts, atMs);
  }

  async append(drafts: readonly FeedDraft[], atMs: number): Promise<readonly FeedMessage[]> {
    const now = drafts.filter(({ delayMs = 0 }) => delayMs === 0);
    for (const { delayMs = 0, ...draft } of drafts) if (delayMs > 0) this.#later.push({ draft, dueMs: atMs + delayMs });
    this.#later = this.#later.slice(-this.#limits.keptMessages);
    return now.map((draft) => this.#one(draft, atMs));
  }

  async due(atMs: number): Promise<readonly FeedMessage[]> {
    const due = this.#later.filter(({ dueMs }) => dueMs <= atMs);
    this.#later = this.#later.filter(({ dueMs }) => dueMs > atMs);
    return due.map(({ draft }) => this.#one(draft, atMs));
  }

  async read(topic: Topic, after: number, most: number): Promise<readonly FeedMessage[]> {
    return (this.#rows.get(topic) ?? [])
      .filter(({ seq }) => seq > after)
      .slice(0, most)
      .map(({ atMs: _, ...message }) => this.clean(message));
  }

  get erasing(): readonly number[] {
    return this.#erasures.players;
  }

  clean(message: FeedMessage): FeedMessage {
    return this.#erasures.clean(message);
  }

  async eraseAfter(): Promise<null> {
    for (const [topic, all] of this.#rows)
      this.#rows.set(
        topic,
        all.map(({ atMs, ...message }) => ({ ...this.clean(message), atMs })),
      );
    return null;
  }

  async erased(players: readonly number[]): Promise<void> {
    this.#erasures.done(players);
  }

  async span(topic: Topic): Promise<SequenceRange> {
    const last = this.#last.get(topic) ?? 0;
    return { first: this.#rows.get(topic)?.[0]?.seq ?? (last === 0 ? 0 : last + 1), last };
  }

  close(): void {}

  #one(whole: FeedDraft, atMs: number): FeedMessage {
    const isGone = (player: number) => this.#gone.has(player);
    const draft = { ...whole, body: redactNames(whole.body, isGone) };
    const { topic, key, owner = "", erases } = draft;
    const { keptMessages, keptKeys, keptS } = this.#limits;
    const seq = (this.#last.get(topic) ?? 0) + 1;
    this.#last.set(topic, seq);
    if (erases === "owner") {
      this.#gone.add(Number(owner));
      if (this.#gone.size > this.#limits.gonePeople) this.#gone.delete([...this.#gone][0]);
      this.#erasures.add({ player: Number(owner), draft, atMs });
    }
    let rows = this.#rows.get(topic) ?? [];
    if (erases === "key")
      rows = rows.map((row) => (row.key === key ? { ...row, text: messageJson(draft, row.seq, atMs) } : row));
    if (TOPICS[topic] === "newest") rows = rows.filter((row) => row.key !== key);
    const message = toFeedMessage(draft, seq, atMs);
    rows = [...rows, { ...message, atMs }].slice(TOPICS[topic] === "newest" ? -keptKeys : -keptMessages);
    this.#rows.set(
      topic,
      rows.filter((row) => row.atMs >= atMs - keptS * 1_000),
    );
    return message;
  }
}
