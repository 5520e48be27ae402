import { Database } from "bun:sqlite";
import { type Consumer, Deduplicator, type Delivery } from "../../server/outbox/index.ts";

/** A recorded event; `bytes` in hex. */
export interface RecordedEvent {
  readonly tick: number;
  readonly index: number;
  readonly bytes: string;
}

/** A consumer that records every event, in the same transaction as its deduplication. */
export class EventRecorder implements Consumer {
  readonly name = "book";
  readonly #db: Database;
  readonly #pauseMs: number;

  /** @param pauseMs delay before it writes, and again before it acknowledges, so that kills fall in between */
  constructor(path: string, pauseMs = 0) {
    this.#pauseMs = pauseMs;
    this.#db = new Database(path);
    this.#db.run("PRAGMA journal_mode = WAL");
    this.#db.run("CREATE TABLE IF NOT EXISTS events (room TEXT, tick INTEGER, idx INTEGER, bytes TEXT)");
    this.#db.run("CREATE TABLE IF NOT EXISTS seen (only_row INTEGER PRIMARY KEY, bytes BLOB)");
    this.#db.run("CREATE TABLE IF NOT EXISTS repeats (tick INTEGER, idx INTEGER)");
  }

  async deliver(events: readonly Delivery[]): Promise<void> {
    await sleep(this.#pauseMs);
    this.#write(events);
    await sleep(this.#pauseMs);
  }

  #write(events: readonly Delivery[]): void {
    const add = this.#db.query("INSERT INTO events VALUES (?, ?, ?, ?)");
    const repeat = this.#db.query("INSERT INTO repeats VALUES (?, ?)");
    this.#db.transaction(() => {
      const row = this.#db.query<{ bytes: Uint8Array }, []>("SELECT bytes FROM seen").get();
      const seen = row === null ? new Deduplicator() : Deduplicator.load(row.bytes);
      for (const { id, bytes } of events)
        if (seen.accept(id)) add.run(id.room, id.tick, id.index, Buffer.from(bytes).toString("hex"));
        else repeat.run(id.tick, id.index);
      this.#db.run("INSERT OR REPLACE INTO seen VALUES (0, ?)", [seen.save()]);
    })();
  }

  /** Number of repeated events. */
  static repeats(path: string): number {
    const db = new Database(path);
    try {
      return db.query("SELECT * FROM repeats").all().length;
    } finally {
      db.close();
    }
  }

  /** The recorded events of the only room, in order. */
  static read(path: string): RecordedEvent[] {
    const db = new Database(path);
    try {
      const rooms = db.query("SELECT DISTINCT room FROM events").all().length;
      if (rooms > 1) throw new Error(`events of ${rooms} rooms`);
      return db.query<RecordedEvent, []>("SELECT tick, idx AS 'index', bytes FROM events ORDER BY rowid").all();
    } finally {
      db.close();
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
