import { Database, type Statement } from "bun:sqlite";
import { FEED_LIMITS, type FeedLimits } from "../../shared/wire/limits.ts";
import type { Delivery } from "../outbox/index.ts";
import { makePrivate } from "../storage/inventory.ts";
import { Overwriting } from "../store/overwrite.ts";
import { forgetPerson } from "./forget.ts";
import { withoutNames } from "./gone.ts";
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

export type LogLimits = Pick<FeedLimits, "keptMessages" | "keptS" | "keptKeys" | "sources" | "gonePeople">;

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
     name TEXT PRIMARY KEY, tick INTEGER NOT NULL, idx INTEGER NOT NULL, used INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE INDEX byUse ON sources (used);
   CREATE TABLE memories (source TEXT PRIMARY KEY, memory TEXT NOT NULL);
   CREATE TABLE beacons (
     name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, place TEXT NOT NULL, by INTEGER NOT NULL, expiresAtMs INTEGER NOT NULL
   ) WITHOUT ROWID;`,
  "CREATE TABLE gone (number INTEGER PRIMARY KEY AUTOINCREMENT, player INTEGER NOT NULL UNIQUE)",
  "CREATE TABLE later (number INTEGER PRIMARY KEY AUTOINCREMENT, dueMs INTEGER NOT NULL, draft TEXT NOT NULL)",
];

interface SourceRow {
  readonly tick: number;
  readonly idx: number;
  readonly memory: string;
}

/** The last number of a topic, and how many of its messages are kept. */
interface Counts {
  last: number;
  kept: number;
}

/** Named in queries, as SQLite would look through the whole topic instead. */
const INDEX = { key: "byKey", owner: "byOwner" } as const satisfies Record<Erasing, string>;

/** Messages that waited, told with one write: the rest follows a moment later. */
const MOST_DUE = 1_000;

/** Messages that are too old, given up with one write: the rest goes with the next ones. */
const MOST_OLD = 1_000;

/**
 * A database of the process that owns the data folder, and not the store's: numbers are given by whoever tells them, at
 * once, and hundreds of times a second, which no other machine should be asked for; and losing it loses history only.
 * A message that was told is written by then: it outlives the process, if not a loss of power.
 */
export function openFeedDatabase(path: string): Database {
  if (path !== ":memory:") makePrivate(path);
  const db = new Database(path);
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = NORMAL");
  // What was erased is overwritten.
  db.run("PRAGMA secure_delete = ON");
  const { user_version: version } = db.query("PRAGMA user_version").get() as { user_version: number };
  if (version > MIGRATIONS.length)
    throw new Error(`${path} was written by a newer version; move it away to begin a new feed`);
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
  #counts: ReadonlyMap<Topic, Counts>;
  #used: number;
  readonly #add: Statement;
  readonly #number: Statement;
  readonly #replace: Statement;
  readonly #oldest: Statement<{ atMs: number }, [Topic]>;
  readonly #trim: Statement;
  readonly #overwriting: Overwriting;
  /** Whether any message may wait for its time. */
  #waiting: boolean;
  /** As the database notes them: every message asks for those that it names. */
  #gone: Set<number>;
  readonly #isGone = (player: number): boolean => this.#gone.has(player);

  /** @param forgot called for each source that is forgotten */
  constructor(db: Database, limits: LogLimits = FEED_LIMITS, forgot: () => void = () => {}) {
    this.#db = db;
    this.#limits = limits;
    this.#overwriting = new Overwriting(() => db.run("PRAGMA wal_checkpoint(TRUNCATE)"));
    this.#forgot = forgot;
    this.id = db.query<{ id: string }, []>("SELECT id FROM log").get()?.id ?? this.#name();
    this.#counts = new Map(TOPIC_NAMES.map((topic) => [topic, this.#read(topic)]));
    this.#waiting = this.#anyWaiting();
    this.#used = db.query<{ used: number | null }, []>("SELECT max(used) AS used FROM sources").get()?.used ?? 0;
    this.#add = db.query("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)");
    this.#number = db.query("INSERT OR REPLACE INTO numbers VALUES (?, ?)");
    this.#replace = db.query("DELETE FROM messages INDEXED BY byKey WHERE topic = ? AND key = ?");
    this.#oldest = db.query("SELECT atMs FROM messages WHERE topic = ? ORDER BY seq LIMIT 1");
    this.#gone = this.#readGone();
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

  async take(
    source: string,
    events: readonly Delivery[],
    atMs: number,
    make: (fresh: readonly Delivery[], memory: string | null) => Made,
  ): Promise<readonly Kept[]> {
    return this.#write(() => {
      const before = this.#db
        .query<SourceRow, [string]>(
          "SELECT tick, idx, memory FROM sources JOIN memories ON source = name WHERE name = ?",
        )
        .get(source);
      const fresh = freshAfter(events, before === null ? null : { tick: before.tick, index: before.idx });
      const newest = fresh.at(-1)?.id;
      if (newest === undefined) return [];
      const { tick, index } = newest;
      const { drafts, memory } = make(fresh, before?.memory ?? null);
      this.#db.run("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)", [source, tick, index, ++this.#used]);
      if (memory !== before?.memory) this.#db.run("INSERT OR REPLACE INTO memories VALUES (?, ?)", [source, memory]);
      if (before === null) this.#forget();
      return this.#keep(drafts, atMs);
    });
  }

  async append(drafts: readonly Draft[], atMs: number): Promise<readonly Kept[]> {
    return drafts.length === 0 ? [] : this.#write(() => this.#keep(drafts, atMs));
  }

  async due(atMs: number): Promise<readonly Kept[]> {
    if (!this.#waiting) return [];
    return this.#write(() => {
      const rows = this.#db
        .query<{ number: number; draft: string }, [number, number]>(
          "SELECT number, draft FROM later WHERE dueMs <= ? ORDER BY number LIMIT ?",
        )
        .all(atMs, MOST_DUE);
      const last = rows.at(-1);
      if (last === undefined) return [];
      this.#db.run("DELETE FROM later WHERE dueMs <= ? AND number <= ?", [atMs, last.number]);
      this.#waiting = this.#anyWaiting();
      return this.#keep(
        rows.map(({ draft }) => JSON.parse(draft) as Draft),
        atMs,
      );
    });
  }

  async read(topic: Topic, after: number, most: number): Promise<readonly Kept[]> {
    return this.#db
      .query<Kept, [Topic, number, number]>(
        "SELECT topic, seq, key, owner, text FROM messages WHERE topic = ? AND seq > ? ORDER BY seq LIMIT ?",
      )
      .all(topic, after, most);
  }

  async span(topic: Topic): Promise<Span> {
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

  /** Numbers that were given in what is not kept after all are given again. */
  #write(work: () => readonly Kept[]): readonly Kept[] {
    const before = new Map([...this.#counts].map(([topic, counts]) => [topic, { ...counts }]));
    try {
      const messages = this.#db.transaction(work)();
      if (messages.some(({ erases }) => erases !== undefined)) this.#overwriting.ask();
      return messages;
    } catch (error) {
      this.#counts = before;
      this.#gone = this.#readGone();
      throw error;
    }
  }

  #of(topic: Topic): Counts {
    return this.#counts.get(topic) as Counts;
  }

  #keep(all: readonly Draft[], atMs: number): readonly Kept[] {
    const drafts = all.filter(({ delayMs = 0 }) => delayMs === 0);
    if (drafts.length < all.length) this.#keepBack(all, atMs);
    const messages = drafts.map((draft) => this.#one(draft, atMs));
    for (const topic of new Set(drafts.map((draft) => draft.topic))) {
      this.#number.run(topic, this.#of(topic).last);
      this.#prune(topic, atMs);
    }
    return messages;
  }

  #keepBack(all: readonly Draft[], atMs: number): void {
    for (const { delayMs = 0, ...draft } of all)
      if (delayMs > 0)
        this.#db.run("INSERT INTO later (dueMs, draft) VALUES (?, ?)", [atMs + delayMs, JSON.stringify(draft)]);
    this.#db.run("DELETE FROM later WHERE number <= (SELECT max(number) FROM later) - ?", [this.#limits.keptMessages]);
    this.#waiting = true;
  }

  #anyWaiting(): boolean {
    return this.#db.query("SELECT 1 FROM later LIMIT 1").get() !== null;
  }

  #one(whole: Draft, atMs: number): Kept {
    const draft = { ...whole, body: withoutNames(whole.body, this.#isGone) };
    const { topic, key, owner, erases } = draft;
    const counts = this.#of(topic);
    const seq = ++counts.last;
    if (erases !== undefined) this.#erase(draft, erases, atMs);
    if (erases === "owner") this.#forgetPerson(Number(owner));
    if (TOPICS[topic] === "newest") counts.kept -= this.#replace.run(topic, key).changes;
    const message = kept(draft, seq, atMs);
    this.#add.run(topic, seq, key, message.owner, atMs, message.text);
    counts.kept++;
    return message;
  }

  #forgetPerson(player: number): void {
    this.#gone.add(player);
    forgetPerson(this.#db, player, this.#limits.gonePeople, this.#isGone);
    this.#gone = this.#readGone();
  }

  #readGone(): Set<number> {
    return new Set(
      this.#db
        .query<{ player: number }, []>("SELECT player FROM gone")
        .all()
        .map(({ player }) => player),
    );
  }

  #erase(draft: Draft, by: Erasing, atMs: number): void {
    const { topic, key, owner = "" } = draft;
    const rows = this.#db
      .query<{ seq: number }, [Topic, string]>(
        `SELECT seq FROM messages INDEXED BY ${INDEX[by]} WHERE topic = ? AND ${by} = ?`,
      )
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
    const counts = this.#of(topic);
    const beyond = counts.kept - (TOPICS[topic] === "all" ? keptMessages : keptKeys);
    if (beyond > 0) counts.kept -= this.#trim.run(topic, beyond, Number.MAX_SAFE_INTEGER).changes;
    const oldestMs = atMs - keptS * 1_000;
    const first = this.#oldest.get(topic);
    if (first !== null && first.atMs < oldestMs) counts.kept -= this.#trim.run(topic, MOST_OLD, oldestMs).changes;
  }

  #forget(): void {
    const { changes } = this.#db.run(
      "DELETE FROM sources WHERE used <= (SELECT used FROM sources ORDER BY used DESC LIMIT 1 OFFSET ?)",
      [this.#limits.sources],
    );
    if (changes > 0) this.#db.run("DELETE FROM memories WHERE source NOT IN (SELECT name FROM sources)");
    for (let i = 0; i < changes; i++) this.#forgot();
  }
}
