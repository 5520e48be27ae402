import type { Database, Statement } from "bun:sqlite";
import { FEED_LIMITS, type FeedLimits } from "../../../shared/wire/limits.ts";
import type { Delivery } from "../../outbox/index.ts";
import { WalScrubber } from "../store/wal-scrubber.ts";
import { DelayedDrafts } from "./delayed-drafts.ts";
import { type Erasure, Erasures } from "./erasures.ts";
import {
  eventsAfter,
  type FeedBatch,
  type FeedDraft,
  type FeedLog,
  type FeedMessage,
  messageJson,
  type SequenceRange,
  toFeedMessage,
} from "./log.ts";
import { type ErasureCursor, NameSweep } from "./name-sweep.ts";
import { redactNames } from "./redact.ts";
import { TOPIC_NAMES, TOPICS, type Topic } from "./topics.ts";

export type LogLimits = Pick<FeedLimits, "keptMessages" | "keptS" | "keptKeys" | "sources" | "gonePeople" | "erasing">;

interface SourceRow {
  readonly tick: number;
  readonly idx: number;
  readonly memory: string;
}

/** The last number of a topic, and how many of its messages are stored. */
interface Counts {
  last: number;
  kept: number;
}

/** Maximum number of messages pruned per write beyond those that it adds. */
const MOST_PRUNED = 50;

export class SqliteLog implements FeedLog {
  readonly id: string;
  readonly #db: Database;
  readonly #limits: LogLimits;
  readonly #forgot: () => void;
  #counts: ReadonlyMap<Topic, Counts>;
  #used: number;
  readonly #add: Statement;
  readonly #number: Statement;
  readonly #replace: Statement;
  readonly #oldest: Statement<{ atMs: number }, [Topic]>;
  readonly #trim: Statement;
  readonly #overwriting: WalScrubber;
  readonly #delayed: DelayedDrafts;
  readonly #sweep: NameSweep;
  #erasures: Erasures;
  /** Cached from the database, because every message is checked against them. */
  #gone: Set<number>;
  readonly #isGone = (player: number): boolean => this.#gone.has(player);

  /** @param forgot called for each forgotten source */
  constructor(db: Database, limits: LogLimits = FEED_LIMITS, forgot: () => void = () => {}) {
    this.#db = db;
    this.#limits = limits;
    this.#overwriting = new WalScrubber(() => db.run("PRAGMA wal_checkpoint(TRUNCATE)"));
    this.#forgot = forgot;
    this.id = db.query<{ id: string }, []>("SELECT id FROM log").get()?.id ?? this.#name();
    this.#counts = new Map(TOPIC_NAMES.map((topic) => [topic, this.#read(topic)]));
    this.#delayed = new DelayedDrafts(db, limits.keptMessages);
    this.#used = db.query<{ used: number | null }, []>("SELECT max(used) AS used FROM sources").get()?.used ?? 0;
    this.#add = db.query("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)");
    this.#number = db.query("INSERT OR REPLACE INTO numbers VALUES (?, ?)");
    this.#replace = db.query("DELETE FROM messages INDEXED BY byKey WHERE topic = ? AND key = ?");
    this.#oldest = db.query("SELECT atMs FROM messages WHERE topic = ? ORDER BY seq LIMIT 1");
    this.#gone = this.#readGone();
    this.#erasures = this.#readErasures();
    this.#sweep = new NameSweep(db, () => this.#erasures);
    this.#trim = db.query(
      "DELETE FROM messages WHERE topic = ?1 AND atMs < ?3 AND seq IN (SELECT seq FROM messages WHERE topic = ?1 ORDER BY seq LIMIT ?2)",
    );
  }

  #name(): string {
    const id = crypto.randomUUID();
    this.#db.run("INSERT INTO log VALUES (?)", [id]);
    return id;
  }

  #read(topic: Topic): Counts {
    const numbers = this.#db.query<{ last: number }, [Topic]>("SELECT last FROM numbers WHERE topic = ?");
    const messages = this.#db.query<{ kept: number }, [Topic]>("SELECT count(*) AS kept FROM messages WHERE topic = ?");
    return { last: numbers.get(topic)?.last ?? 0, kept: messages.get(topic)?.kept ?? 0 };
  }

  async consume(
    source: string,
    events: readonly Delivery[],
    atMs: number,
    make: (fresh: readonly Delivery[], memory: string | null) => FeedBatch,
  ): Promise<readonly FeedMessage[]> {
    return this.#write(() => {
      const before = this.#db
        .query<SourceRow, [string]>(
          "SELECT tick, idx, memory FROM sources JOIN memories ON source = name WHERE name = ?",
        )
        .get(source);
      const fresh = eventsAfter(events, before === null ? null : { tick: before.tick, index: before.idx });
      const newest = fresh.at(-1)?.id;
      if (newest === undefined) return [];
      const { tick, index } = newest;
      const { drafts, memory } = make(fresh, before?.memory ?? null);
      this.#db.run("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)", [source, tick, index, ++this.#used]);
      if (memory !== before?.memory) this.#db.run("INSERT OR REPLACE INTO memories VALUES (?, ?)", [source, memory]);
      if (before === null) this.#forgetSources();
      return this.#keep(drafts, atMs);
    });
  }

  async append(drafts: readonly FeedDraft[], atMs: number): Promise<readonly FeedMessage[]> {
    return drafts.length === 0 ? [] : this.#write(() => this.#keep(drafts, atMs));
  }

  async due(atMs: number): Promise<readonly FeedMessage[]> {
    if (!this.#delayed.waiting) return [];
    return this.#write(() => this.#keep(this.#delayed.take(atMs), atMs));
  }

  async read(topic: Topic, after: number, most: number): Promise<readonly FeedMessage[]> {
    return this.#db
      .query<FeedMessage, [Topic, number, number]>(
        "SELECT topic, seq, key, owner, text FROM messages WHERE topic = ? AND seq > ? ORDER BY seq LIMIT ?",
      )
      .all(topic, after, most)
      .map((message) => this.#erasures.clean(message));
  }

  get erasing(): readonly number[] {
    return this.#erasures.players;
  }

  clean(message: FeedMessage): FeedMessage {
    return this.#erasures.clean(message);
  }

  async eraseAfter(cursor: ErasureCursor | null): Promise<ErasureCursor | null> {
    return this.#sweep.step(cursor);
  }

  async erased(players: readonly number[]): Promise<void> {
    this.#db.transaction(() => {
      for (const player of players) this.#db.run("DELETE FROM erasing WHERE player = ?", [player]);
    })();
    this.#erasures.done(players);
    this.#overwriting.schedule();
  }

  async span(topic: Topic): Promise<SequenceRange> {
    const { last } = this.#of(topic);
    const first = this.#db
      .query<{ first: number | null }, [Topic]>("SELECT min(seq) AS first FROM messages WHERE topic = ?")
      .get(topic)?.first;
    return { first: first ?? (last === 0 ? 0 : last + 1), last };
  }

  close(): void {
    this.#overwriting.close();
    this.#db.close();
  }

  /** Reuses the numbers of messages that could not be stored. */
  #write(work: () => readonly FeedMessage[]): readonly FeedMessage[] {
    const before = new Map([...this.#counts].map(([topic, counts]) => [topic, { ...counts }]));
    try {
      const messages = this.#db.transaction(work)();
      if (messages.some(({ erases }) => erases === "key")) this.#overwriting.schedule();
      return messages;
    } catch (error) {
      this.#counts = before;
      this.#gone = this.#readGone();
      this.#erasures = this.#readErasures();
      this.#delayed.rolledBack();
      throw error;
    }
  }

  #of(topic: Topic): Counts {
    return this.#counts.get(topic) as Counts;
  }

  #keep(all: readonly FeedDraft[], atMs: number): readonly FeedMessage[] {
    const drafts = all.filter(({ delayMs = 0 }) => delayMs === 0);
    if (drafts.length < all.length) this.#delayed.add(all, atMs);
    const messages = drafts.map((draft) => this.#one(draft, atMs));
    for (const topic of new Set(drafts.map((draft) => draft.topic))) {
      this.#number.run(topic, this.#of(topic).last);
      this.#prune(topic, atMs, drafts.length + MOST_PRUNED);
    }
    return messages;
  }

  #one(whole: FeedDraft, atMs: number): FeedMessage {
    const draft = { ...whole, body: redactNames(whole.body, this.#isGone) };
    const { topic, key, owner, erases } = draft;
    const counts = this.#of(topic);
    const seq = ++counts.last;
    if (erases === "key") this.#erase(draft, atMs);
    if (erases === "owner") this.#forget({ player: Number(owner), draft: { topic, key, body: draft.body }, atMs });
    if (TOPICS[topic] === "newest") counts.kept -= this.#replace.run(topic, key).changes;
    const message = toFeedMessage(draft, seq, atMs);
    this.#add.run(topic, seq, key, message.owner, atMs, message.text);
    counts.kept++;
    return message;
  }

  #forget(erasure: Erasure): void {
    const { player, draft, atMs } = erasure;
    const { gonePeople, erasing } = this.#limits;
    if (this.#erasures.players.length >= erasing)
      throw new Error(`feed: ${erasing} people are being forgotten, the most at once; more are in a moment`);
    this.#db.run("INSERT OR IGNORE INTO gone (player) VALUES (?)", [player]);
    this.#db.run("DELETE FROM gone WHERE number <= (SELECT max(number) FROM gone) - ?", [gonePeople]);
    this.#gone = this.#readGone();
    this.#db.run("INSERT OR REPLACE INTO erasing VALUES (?, ?, ?)", [player, atMs, JSON.stringify(draft)]);
    this.#erasures.add(erasure);
  }

  #readErasures(): Erasures {
    const rows = this.#db
      .query<{ player: number; atMs: number; draft: string }, []>("SELECT player, atMs, draft FROM erasing")
      .all();
    const pending = rows.map(({ player, atMs, draft }) => ({ player, atMs, draft: JSON.parse(draft) as FeedDraft }));
    return new Erasures((topic) => this.#of(topic).last, pending);
  }

  #readGone(): Set<number> {
    return new Set(
      this.#db
        .query<{ player: number }, []>("SELECT player FROM gone")
        .all()
        .map(({ player }) => player),
    );
  }

  #erase(draft: FeedDraft, atMs: number): void {
    const { topic, key } = draft;
    const rows = this.#db
      // Otherwise SQLite would scan the whole topic.
      .query<{ seq: number }, [Topic, string]>("SELECT seq FROM messages INDEXED BY byKey WHERE topic = ? AND key = ?")
      .all(topic, key);
    for (const { seq } of rows)
      this.#db.run("UPDATE messages SET text = ? WHERE topic = ? AND seq = ?", [
        messageJson(draft, seq, atMs),
        topic,
        seq,
      ]);
  }

  /** @param most maximum number of messages to delete */
  #prune(topic: Topic, atMs: number, most: number): void {
    const { keptMessages, keptKeys, keptS } = this.#limits;
    const counts = this.#of(topic);
    const beyond = counts.kept - (TOPICS[topic] === "all" ? keptMessages : keptKeys);
    if (beyond > 0) counts.kept -= this.#trim.run(topic, Math.min(beyond, most), Number.MAX_SAFE_INTEGER).changes;
    const oldestMs = atMs - keptS * 1_000;
    const first = this.#oldest.get(topic);
    if (first !== null && first.atMs < oldestMs) counts.kept -= this.#trim.run(topic, most, oldestMs).changes;
  }

  #forgetSources(): void {
    const { changes } = this.#db.run(
      "DELETE FROM sources WHERE used <= (SELECT used FROM sources ORDER BY used DESC LIMIT 1 OFFSET ?)",
      [this.#limits.sources],
    );
    if (changes > 0) this.#db.run("DELETE FROM memories WHERE source NOT IN (SELECT name FROM sources)");
    for (let i = 0; i < changes; i++) this.#forgot();
  }
}
