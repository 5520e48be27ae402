import { Database } from "bun:sqlite";
import { type Consumer, Deduplicator, type Delivery } from "../../server/outbox/index.ts";

/** An event as a book has it; `bytes` as hex. */
export interface Entry {
  readonly tick: number;
  readonly index: number;
  readonly bytes: string;
}

/** A consumer that writes down every event, in a database where what it has seen changes in the same transaction. */
export class EventBook implements Consumer {
  readonly name = "book";
  readonly #db: Database;
  readonly #pauseMs: number;

  /** @param pauseMs how long it takes, before it has written and once more before it says so: for kills to fall into */
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

  /** How many events came to a book that it had already. */
  static repeats(path: string): number {
    const db = new Database(path);
    try {
      return db.query("SELECT * FROM repeats").all().length;
    } finally {
      db.close();
    }
  }

  /** What a book has of the room that is the only one in it, in the order in which it was written. */
  static read(path: string): Entry[] {
    const db = new Database(path);
    try {
      const rooms = db.query("SELECT DISTINCT room FROM events").all().length;
      if (rooms > 1) throw new Error(`events of ${rooms} rooms`);
      return db.query<Entry, []>("SELECT tick, idx AS 'index', bytes FROM events ORDER BY rowid").all();
    } finally {
      db.close();
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
