import { Database, type Statement } from "bun:sqlite";
import { FEED_LIMITS, type FeedLimits } from "../../shared/wire/limits.ts";
import type { Delivery } from "../outbox/index.ts";
import {
  type Draft,
  type Erasing,
  type FeedLog,
  freshAfter,
  type Kept,
  kept,
  type Made,
  numbered,
  type Span,
} from "./log.ts";
import { TOPIC_NAMES, TOPICS, type Topic } from "./topics.ts";

export type LogLimits = Pick<FeedLimits, "keptMessages" | "keptS" | "keptKeys" | "sources">;

/** By version of the file, each on top of those before. */
const MIGRATIONS = [
  `CREATE TABLE log (id TEXT NOT NULL);
   CREATE TABLE numbers (topic TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE messages (
     topic TEXT NOT NULL, seq INTEGER NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL, atMs INTEGER NOT NULL,
     text TEXT NOT NULL, PRIMARY KEY (topic, seq)
   ) WITHOUT ROWID;
   CREATE INDEX byKey ON messages (topic, key);
   CREATE INDEX byOwner ON messages (topic, owner);
   CREATE TABLE sources (
     name TEXT PRIMARY KEY, tick INTEGER NOT NULL, idx INTEGER NOT NULL, memory TEXT NOT NULL, used INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE beacons (
     name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, place TEXT NOT NULL, by INTEGER NOT NULL, expiresAtMs INTEGER NOT NULL
   ) WITHOUT ROWID;`,
];

interface SourceRow {
  readonly tick: number;
  readonly idx: number;
  readonly memory: string;
}

/**
 * A database of the process that owns the data folder, and not the store's: numbers are given by whoever tells them, at
 * once, and hundreds of times a second, which no other machine should be asked for; and losing it loses history only.
 * A message that was told is written by then: it outlives the process, if not a loss of power.
 */
export function openFeedDatabase(path: string): Database {
  const db = new Database(path);
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = NORMAL");
  // What was erased is overwritten.
  db.run("PRAGMA secure_delete = ON");
  const { user_version: version } = db.query("PRAGMA user_version").get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new Error(`${path} was written by a newer version`);
  db.transaction(() => {
    for (const migration of MIGRATIONS.slice(version)) db.run(migration);
    db.run(`PRAGMA user_version = ${MIGRATIONS.length}`);
  })();
  return db;
}

export class SqliteLog implements FeedLog {
  readonly id: string;
  readonly #db: Database;
  readonly #limits: LogLimits;
  readonly #forgot: () => void;
  readonly #last: Map<Topic, number>;
  #used: number;
  readonly #add: Statement;
  readonly #number: Statement;
  readonly #replace: Statement;
  readonly #trim: Statement;

  /** @param forgot called for each source that is forgotten */
  constructor(db: Database, limits: LogLimits = FEED_LIMITS, forgot: () => void = () => {}) {
    this.#db = db;
    this.#limits = limits;
    this.#forgot = forgot;
    this.id = db.query<{ id: string }, []>("SELECT id FROM log").get()?.id ?? this.#name();
    const numbers = db.query<{ topic: Topic; last: number }, []>("SELECT topic, last FROM numbers").all();
    this.#last = new Map(numbers.map(({ topic, last }) => [topic, last]));
    this.#used = db.query<{ used: number | null }, []>("SELECT max(used) AS used FROM sources").get()?.used ?? 0;
    this.#add = db.query("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)");
    this.#number = db.query("INSERT OR REPLACE INTO numbers VALUES (?, ?)");
    this.#replace = db.query("DELETE FROM messages WHERE topic = ? AND key = ?");
    this.#trim = db.query("DELETE FROM messages WHERE topic = ? AND (seq <= ? OR atMs < ?)");
  }

  #name(): string {
    const id = crypto.randomUUID();
    this.#db.run("INSERT INTO log VALUES (?)", [id]);
    return id;
  }

  async take(
    source: string,
    events: readonly Delivery[],
    atMs: number,
    make: (fresh: readonly Delivery[], memory: string | null) => Made,
  ): Promise<readonly Kept[]> {
    return this.#write(() => {
      const before = this.#db
        .query<SourceRow, [string]>("SELECT tick, idx, memory FROM sources WHERE name = ?")
        .get(source);
      const fresh = freshAfter(events, before === null ? null : { tick: before.tick, index: before.idx });
      const newest = fresh.at(-1)?.id;
      if (newest === undefined) return [];
      const { tick, index } = newest;
      const { drafts, memory } = make(fresh, before?.memory ?? null);
      this.#db.run("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)", [
        source,
        tick,
        index,
        memory,
        ++this.#used,
      ]);
      if (before === null) this.#forget();
      return this.#keep(drafts, atMs);
    });
  }

  async append(drafts: readonly Draft[], atMs: number): Promise<readonly Kept[]> {
    return drafts.length === 0 ? [] : this.#write(() => this.#keep(drafts, atMs));
  }

  async read(topic: Topic, after: number, most: number): Promise<readonly Kept[]> {
    return this.#db
      .query<Kept, [Topic, number, number]>(
        "SELECT topic, seq, key, owner, text FROM messages WHERE topic = ? AND seq > ? ORDER BY seq LIMIT ?",
      )
      .all(topic, after, most);
  }

  async span(topic: Topic): Promise<Span> {
    const last = this.#last.get(topic) ?? 0;
    const first = this.#db
      .query<{ first: number | null }, [Topic]>("SELECT min(seq) AS first FROM messages WHERE topic = ?")
      .get(topic)?.first;
    return { first: first ?? (last === 0 ? 0 : last + 1), last };
  }

  close(): void {
    this.#db.close();
  }

  /** Numbers that were given in what is not kept after all are given again. */
  #write(work: () => readonly Kept[]): readonly Kept[] {
    const before = new Map(this.#last);
    try {
      return this.#db.transaction(work)();
    } catch (error) {
      for (const topic of TOPIC_NAMES) this.#last.set(topic, before.get(topic) ?? 0);
      throw error;
    }
  }

  #keep(drafts: readonly Draft[], atMs: number): readonly Kept[] {
    const messages = drafts.map((draft) => this.#one(draft, atMs));
    for (const topic of new Set(drafts.map((draft) => draft.topic))) {
      this.#number.run(topic, this.#last.get(topic) as number);
      this.#prune(topic, atMs);
    }
    return messages;
  }

  #one(draft: Draft, atMs: number): Kept {
    const { topic, key, erases } = draft;
    const seq = (this.#last.get(topic) ?? 0) + 1;
    this.#last.set(topic, seq);
    if (erases !== undefined) this.#erase(draft, erases, atMs);
    if (TOPICS[topic] === "newest") this.#replace.run(topic, key);
    const message = kept(draft, seq, atMs);
    this.#add.run(topic, seq, key, message.owner, atMs, message.text);
    return message;
  }

  #erase(draft: Draft, by: Erasing, atMs: number): void {
    const { topic, key, owner = "" } = draft;
    const rows = this.#db
      .query<{ seq: number }, [Topic, string]>(`SELECT seq FROM messages WHERE topic = ? AND ${by} = ?`)
      .all(topic, by === "key" ? key : owner);
    for (const { seq } of rows)
      this.#db.run("UPDATE messages SET text = ? WHERE topic = ? AND seq = ?", [
        numbered(draft, seq, atMs),
        topic,
        seq,
      ]);
  }

  #prune(topic: Topic, atMs: number): void {
    const { keptMessages, keptKeys, keptS } = this.#limits;
    const oldestMs = atMs - keptS * 1_000;
    if (TOPICS[topic] === "all") {
      this.#trim.run(topic, (this.#last.get(topic) as number) - keptMessages, oldestMs);
      return;
    }
    const beyond = this.#db
      .query<{ seq: number }, [Topic, number]>(
        "SELECT seq FROM messages WHERE topic = ? ORDER BY seq DESC LIMIT 1 OFFSET ?",
      )
      .get(topic, keptKeys);
    this.#trim.run(topic, beyond?.seq ?? 0, oldestMs);
  }

  #forget(): void {
    const { changes } = this.#db.run(
      "DELETE FROM sources WHERE used <= (SELECT used FROM sources ORDER BY used DESC LIMIT 1 OFFSET ?)",
      [this.#limits.sources],
    );
    for (let i = 0; i < changes; i++) this.#forgot();
  }
}
