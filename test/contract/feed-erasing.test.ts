import { Database, type SQLQueryBindings, type Statement } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFeedDatabase } from "../../server/platform/feed/database.ts";
import { SLICE_ROWS } from "../../server/platform/feed/erasures.ts";
import { FeedHub } from "../../server/platform/feed/hub.ts";
import type { FeedDraft, FeedLog } from "../../server/platform/feed/log.ts";
import { type LogLimits, SqliteLog } from "../../server/platform/feed/sqlite-log.ts";
import { TOPIC_NAMES } from "../../server/platform/feed/topics.ts";
import { FEED_LIMITS } from "../../shared/wire/limits.ts";
import { VirtualClock } from "../harness/virtual-clock.ts";

const LIMITS: LogLimits = { ...FEED_LIMITS, keptMessages: 100_000 };
const NAME = "Adalgunde";
const GONE: FeedDraft = {
  ...{ topic: "chat", key: "", owner: "7", body: { type: "forgotten", player: 7 }, erases: "owner" },
};
/** Rows that noting someone takes, whatever is kept. */
const NOTING_ROWS = 20;

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-erasing-"));
  path = join(folder, "feed.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const json = (value: unknown): string => JSON.stringify(value);
const someone = (player: number) => ({ player, name: NAME });
/** Where the ships of a match were: whose names it has, it does not say. */
const SHIPS = Array.from({ length: 250 }, (_, seat) => ({ seat, kind: "person", name: NAME, x: 1, y: 1 }));
const INTO_MESSAGES = "INSERT INTO messages VALUES (?, ?, ?, ?, 0, ?)";

type Values = readonly (string | number)[];

/** Rows of a feed in which many are about one player, and half of what is said is theirs. */
const FILL: readonly (readonly [rows: number, sql: string, values: (n: number) => Values])[] = [
  [30_000, INTO_MESSAGES, (n) => ["kills", n, "", "", json({ type: "kill", victim: someone((n % 5) + 3) })]],
  [30_000, INTO_MESSAGES, (n) => ["chat", n, n, `${(n % 2) + 6}`, json({ type: "line", ...someone((n % 2) + 6) })]],
  [20_000, INTO_MESSAGES, (n) => ["rounds", n, "", "", json({ type: "roundEnd", winner: someone(7) })]],
  [4_000, INTO_MESSAGES, (n) => ["scores", n, n, "", json({ type: "score", ...someone(n) })]],
  [50, INTO_MESSAGES, (n) => ["positions", n, n, "", json({ type: "positions", ships: SHIPS })]],
  [15_000, "INSERT INTO later (dueMs, draft) VALUES (?, ?)", () => [9e12, json({ body: { victim: someone(7) } })]],
  [1_000, "INSERT INTO memories VALUES (?, ?)", (n) => [`r${n}`, json([[n % 9, NAME]])]],
];

function fill(db: Database): number {
  db.transaction(() => {
    for (const [rows, sql, values] of FILL) {
      const statement = db.query(sql);
      for (let n = 1; n <= rows; n++) statement.run(...values(n));
    }
    for (const topic of TOPIC_NAMES)
      db.run("INSERT INTO numbers SELECT ?1, max(seq) FROM messages WHERE topic = ?1 HAVING max(seq) > 0", [topic]);
  })();
  return FILL.reduce((sum, [rows]) => sum + rows, 0);
}

const rowsOf = (sql: string, db: Database) => (db.query(sql).get() as { rows: number }).rows;
/** Those that still have the name, but kills of others. */
const named = (db: Database) =>
  rowsOf(
    `SELECT (SELECT count(*) FROM messages WHERE text LIKE '%${NAME}%' AND (topic <> 'kills' OR text LIKE '%:7,%'))
          + (SELECT count(*) FROM later WHERE draft LIKE '%${NAME}%')
          + (SELECT count(*) FROM memories WHERE memory LIKE '%[7,"${NAME}%') AS rows`,
    db,
  );

/** What statements of a database read and write. */
class Counted {
  rows = 0;
  chars = 0;
  readonly queries = new Set<string>();
  readonly db: Database;

  constructor(db: Database) {
    this.db = new Proxy(db, {
      get: (target, name) => {
        if (name === "query") return (sql: string) => this.#statement(target.query(sql), sql);
        if (name === "run") return (sql: string, values: SQLQueryBindings[] = []) => this.#ran(target.run(sql, values));
        const member = Reflect.get(target, name, target);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }

  #ran<Result extends { changes: number }>(result: Result): Result {
    this.rows += result.changes;
    return result;
  }

  #read(row: unknown): void {
    this.rows++;
    this.chars += (row as { text?: string } | null)?.text?.length ?? 0;
  }

  #statement(statement: Statement, sql: string): object {
    const counted = this;
    return {
      run: (...values: SQLQueryBindings[]) => this.#ran(statement.run(...values)),
      get(...values: SQLQueryBindings[]) {
        const row = statement.get(...values);
        counted.#read(row);
        return row;
      },
      all(...values: SQLQueryBindings[]) {
        counted.queries.add(sql);
        const rows = statement.all(...values);
        for (const row of rows) counted.#read(row);
        return rows;
      },
    };
  }

  /** Rows and characters since the last time. */
  take(): { readonly rows: number; readonly chars: number } {
    const { rows, chars } = this;
    this.rows = this.chars = 0;
    return { rows, chars };
  }
}

/** How SQLite finds what a query asks for. */
function planOf(query: string): string {
  const db = new Database(path, { readonly: true });
  const steps = db.query(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[];
  db.close();
  return steps.map(({ detail }) => detail).join("; ");
}

async function everything(log: FeedLog): Promise<string> {
  let text = "";
  for (const topic of TOPIC_NAMES)
    for (const message of await log.read(topic, 0, LIMITS.keptMessages))
      if (topic !== "kills" || message.text.includes(":7,")) text += message.text;
  return text;
}

test("D8: names are taken out of 100,000 rows a slice at a time, and are read by nobody meanwhile", async () => {
  const db = openFeedDatabase(path);
  expect(fill(db)).toBeGreaterThanOrEqual(100_000);
  expect(named(db)).toBeGreaterThan(50_000);
  const counted = new Counted(db);
  const log = new SqliteLog(counted.db, LIMITS);
  counted.take();
  await log.append([GONE], 9);
  expect(counted.take().rows).toBeLessThan(NOTING_ROWS);
  expect(log.erasing).toEqual([7]);
  // Of other people's scores and lines, the names stay.
  expect((await everything(log)).split(NAME)).toHaveLength(3_999 + 15_000 + 1);
  counted.take();
  counted.queries.clear();
  const most = { rows: 0, chars: 0, ms: 0 };
  let slices = 0;
  let startMs = performance.now();
  for (let cursor = await log.eraseAfter(null); cursor !== null; cursor = await log.eraseAfter(cursor)) {
    const { rows, chars } = counted.take();
    most.rows = Math.max(most.rows, rows);
    most.chars = Math.max(most.chars, chars);
    most.ms = Math.max(most.ms, performance.now() - startMs);
    slices++;
    startMs = performance.now();
  }
  console.log(`${slices} slices, of ${most.rows} rows, ${most.chars} characters and ${most.ms.toFixed(1)} ms at most`);
  // Read, and written.
  expect(most.rows).toBeLessThanOrEqual(2 * SLICE_ROWS.kills);
  expect(most.chars).toBeLessThan(FEED_LIMITS.messageBytes);
  expect(counted.queries.size).toBe(TOPIC_NAMES.length + 2);
  for (const query of counted.queries)
    expect([query, planOf(query)]).toEqual([query, expect.stringMatching(/^SEARCH \w+ USING [A-Z ]+ \([^()]*>\?\)$/)]);
  await log.erased([7]);
  expect([log.erasing, named(db)]).toEqual([[], 3_999 + 15_000]);
  log.close();
}, 60_000);

test("names go on being taken out where a process ended in the middle", async () => {
  const before = new SqliteLog(openFeedDatabase(path));
  const ada = { seat: 0, player: 7, name: NAME };
  const kill: FeedDraft = { topic: "kills", key: "", body: { type: "kill", victim: ada } };
  await before.append(
    Array.from({ length: 3 * SLICE_ROWS.kills }, () => kill),
    0,
  );
  await before.append([GONE], 1);
  await before.eraseAfter(await before.eraseAfter(null));
  before.close();
  const db = openFeedDatabase(path);
  expect(rowsOf(`SELECT count(*) AS rows FROM messages WHERE text LIKE '%${NAME}%'`, db)).toBe(SLICE_ROWS.kills);
  const log = new SqliteLog(db);
  expect([log.erasing, (await everything(log)).includes(NAME)]).toEqual([[7], false]);
  const [clock, reports] = [new VirtualClock(), [] as unknown[]];
  const hub = await FeedHub.open(log, { clock, atMs: () => 2, report: (error) => void reports.push(error) });
  for (let turn = 0; turn < 100; turn++) {
    clock.advance(10);
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
  expect([log.erasing, reports]).toEqual([[], []]);
  expect(rowsOf(`SELECT count(*) AS rows FROM messages WHERE text LIKE '%${NAME}%'`, db)).toBe(0);
  await hub.close();
});

test("D8: no more people are being forgotten at once than may be", async () => {
  const log = new SqliteLog(openFeedDatabase(path), { ...LIMITS, erasing: 2 });
  const gone = (player: number): FeedDraft => ({ ...GONE, owner: `${player}`, body: { type: "forgotten", player } });
  for (const player of [1, 2]) await log.append([gone(player)], 0);
  await expect(log.append([gone(3)], 0)).rejects.toThrow("2 people are being forgotten");
  expect([log.erasing, (await log.span("chat")).last]).toEqual([[1, 2], 2]);
  await log.erased([1, 2]);
  await log.append([gone(3)], 0);
  expect(log.erasing).toEqual([3]);
  log.close();
});

test("D8: a write gives up a few messages more than it adds, where fewer are to be kept from now on", async () => {
  const kill: FeedDraft = { topic: "kills", key: "", body: { type: "kill" } };
  const before = new SqliteLog(openFeedDatabase(path), LIMITS);
  await before.append(
    Array.from({ length: 1_000 }, () => kill),
    0,
  );
  before.close();
  const counted = new Counted(openFeedDatabase(path));
  const log = new SqliteLog(counted.db, { ...LIMITS, keptMessages: 100 });
  for (let write = 0; write < 25; write++) {
    counted.take();
    await log.append([kill], 0);
    expect(counted.take().rows).toBeLessThan(60);
  }
  expect(await log.span("kills")).toEqual({ first: 926, last: 1_025 });
  log.close();
});
