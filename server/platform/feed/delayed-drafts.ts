import type { Database } from "bun:sqlite";
import type { FeedDraft } from "./log.ts";

/** Maximum number of delayed messages published in one write; the rest follows soon. */
const MOST_DUE = 1_000;

/** The messages of a log that are published later. Call the methods that write in a transaction. */
export class DelayedDrafts {
  readonly #db: Database;
  readonly #limit: number;
  /** Whether there may be any. */
  #waiting: boolean;

  /** @param limit maximum number of messages; beyond it, the oldest are dropped */
  constructor(db: Database, limit: number) {
    this.#db = db;
    this.#limit = limit;
    this.#waiting = this.#any();
  }

  /** Whether there may be any; false: there are none. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** Stores those of the drafts that have a delay. */
  add(drafts: readonly FeedDraft[], atMs: number): void {
    for (const { delayMs = 0, ...draft } of drafts)
      if (delayMs > 0)
        this.#db.run("INSERT INTO later (dueMs, draft) VALUES (?, ?)", [atMs + delayMs, JSON.stringify(draft)]);
    this.#db.run("DELETE FROM later WHERE number <= (SELECT max(number) FROM later) - ?", [this.#limit]);
    this.#waiting = true;
  }

  /** Takes out the drafts that are due, in order of arrival. */
  take(atMs: number): readonly FeedDraft[] {
    const rows = this.#db
      .query<{ number: number; draft: string }, [number, number]>(
        "SELECT number, draft FROM later WHERE dueMs <= ? ORDER BY number LIMIT ?",
      )
      .all(atMs, MOST_DUE);
    const last = rows.at(-1);
    if (last === undefined) return [];
    this.#db.run("DELETE FROM later WHERE dueMs <= ? AND number <= ?", [atMs, last.number]);
    this.#waiting = this.#any();
    return rows.map(({ draft }) => JSON.parse(draft) as FeedDraft);
  }

  /** Call it after a transaction failed: its drafts are still there, or were never added. */
  rolledBack(): void {
    this.#waiting = this.#any();
  }

  #any(): boolean {
    return this.#db.query("SELECT 1 FROM later LIMIT 1").get() !== null;
  }
}
