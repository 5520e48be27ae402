import { Database } from "bun:sqlite";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import type { Delivery } from "../../server/outbox/index.ts";
import { openFeedDatabase } from "../../server/platform/feed/database.ts";
import type { FeedDraft, FeedLog, FeedMessage } from "../../server/platform/feed/log.ts";
import { type LogLimits, SqliteLog } from "../../server/platform/feed/sqlite-log.ts";
import { FEED_LIMITS } from "../../shared/wire/limits.ts";
import { MemoryFeedLog } from "../harness/memory-feed-log.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-feed-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onDisk = (limits?: LogLimits, forgot?: () => void) =>
  new SqliteLog(openFeedDatabase(join(folder, "feed.sqlite")), limits, forgot);

const LOGS: readonly [string, (limits?: LogLimits) => FeedLog][] = [
  ["in memory", (limits) => new MemoryFeedLog(limits)],
  ["in SQLite", onDisk],
];

const kill = (what: string): FeedDraft => ({ topic: "kills", key: "", body: { type: "kill", what } });
const score = (key: string, credits: number): FeedDraft => ({ topic: "scores", key, body: { type: "score", credits } });
const event = (tick: number, index = 0, room = "r"): Delivery => ({
  id: { room, tick, index },
  bytes: new Uint8Array(0),
});
const bodies = (kept: readonly FeedMessage[]) => kept.map(({ text }) => JSON.parse(text));
const seqs = (kept: readonly FeedMessage[]) => kept.map(({ seq }) => seq);

const gone = (player: number): FeedDraft => ({
  ...{ topic: "chat", key: "", owner: `${player}`, body: { type: "forgotten", player }, erases: "owner" },
});

/** Takes the names of all who are gone out of what is kept, as the hub does. Returns how many slices that took. */
async function eraseAll(log: FeedLog): Promise<number> {
  let slices = 1;
  for (let cursor = await log.eraseAfter(null); cursor !== null; slices++) cursor = await log.eraseAfter(cursor);
  await log.erased(log.erasing);
  return slices;
}

/** Makes a kill of every event, and counts them in the memory. */
const count = (fresh: readonly Delivery[], memory: string | null) => ({
  drafts: fresh.map(({ id }) => kill(`${id.tick}.${id.index}`)),
  memory: `${Number(memory ?? 0) + fresh.length}`,
});

describe.each(LOGS)("a feed's log %s", (_, open) => {
  it("numbers each topic from 1 without gaps, and says what is kept", async () => {
    const log = open();
    expect(await log.span("kills")).toEqual({ first: 0, last: 0 });
    const first = await log.append([kill("a"), score("x", 1), kill("b")], 5);
    expect(bodies(first)).toEqual([
      { type: "kill", topic: "kills", seq: 1, at: 5, what: "a" },
      { type: "score", topic: "scores", seq: 1, at: 5, credits: 1 },
      { type: "kill", topic: "kills", seq: 2, at: 5, what: "b" },
    ]);
    await log.append([kill("c")], 6);
    expect(await log.read("kills", 1, 10)).toHaveLength(2);
    expect(bodies(await log.read("kills", 1, 1))).toEqual([{ type: "kill", topic: "kills", seq: 2, at: 5, what: "b" }]);
    expect(await log.span("kills")).toEqual({ first: 1, last: 3 });
  });

  it("takes each event once, however it is delivered, and remembers what is to be remembered", async () => {
    const log = open();
    await log.consume("r", [event(1), event(1, 1)], 0, count);
    const again = await log.consume("r", [event(1), event(1, 1), event(2)], 0, count);
    expect(seqs(again)).toEqual([3]);
    expect(await log.consume("r", [event(2)], 0, () => expect.fail("nothing is new"))).toEqual([]);
    await log.consume("other", [event(1, 0, "other")], 0, count);
    expect(bodies(await log.read("kills", 0, 10)).map(({ what }) => what)).toEqual(["1.0", "1.1", "2.0", "1.0"]);
    await log.consume("r", [event(3)], 0, (fresh, memory) => {
      expect(memory).toBe("3");
      return count(fresh, memory);
    });
  });

  it("tells what is to wait once its time has come, numbers it then, and each once", async () => {
    const log = open();
    const later = (what: string): FeedDraft => ({ ...kill(what), delayMs: 20 });
    const made = (drafts: readonly FeedDraft[]) => () => ({ drafts, memory: "" });
    expect(bodies(await log.consume("r", [event(1)], 5, made([later("a"), score("x", 1)])))).toMatchObject([
      { seq: 1 },
    ]);
    await log.consume("r", [event(1)], 5, made([later("again")]));
    await log.append([later("b")], 6);
    expect([await log.due(24), await log.span("kills")]).toEqual([[], { first: 0, last: 0 }]);
    expect(bodies(await log.due(25))).toEqual([{ type: "kill", topic: "kills", seq: 1, at: 25, what: "a" }]);
    expect(bodies(await log.due(1_000))).toEqual([{ type: "kill", topic: "kills", seq: 2, at: 1_000, what: "b" }]);
    expect(await log.due(1_000)).toEqual([]);
  });

  it("names nobody in what waits who is gone when it is told", async () => {
    const log = open();
    const victim = { seat: 1, player: 7, name: "Ada" };
    await log.append([{ topic: "kills", key: "", body: { type: "kill", victim }, delayMs: 20 }], 0);
    const body = { type: "forgotten", player: 7 };
    await log.append([{ topic: "chat", key: "", owner: "7", body, erases: "owner" }], 1);
    expect(bodies(await log.due(20))).toMatchObject([{ victim: { seat: 1, player: 0, name: "" } }]);
  });

  it("D8: lets no more wait than it keeps", async () => {
    const log = open({ ...FEED_LIMITS, keptMessages: 2 });
    await log.append(
      ["a", "b", "c"].map((what) => ({ ...kill(what), delayMs: 1 })),
      0,
    );
    expect(bodies(await log.due(1)).map(({ what }) => what)).toEqual(["b", "c"]);
  });

  it("keeps nothing of a batch whose making fails, and gives its numbers again", async () => {
    const log = open();
    await log.append([kill("a")], 0);
    const failing = () => {
      throw new Error("no");
    };
    await expect(log.consume("r", [event(1)], 0, failing)).rejects.toThrow("no");
    expect(seqs(await log.consume("r", [event(1)], 0, count))).toEqual([2]);
  });

  it("keeps the newest of every key where that says it all", async () => {
    const log = open();
    await log.append([score("x", 1), score("y", 1), score("x", 2)], 0);
    expect(seqs(await log.read("scores", 0, 10))).toEqual([2, 3]);
    expect(await log.span("scores")).toEqual({ first: 2, last: 3 });
  });

  it("erases what someone said, under its numbers", async () => {
    const log = open();
    const said = (owner: string): FeedDraft => ({
      topic: "chat",
      key: owner,
      owner,
      body: { type: "line", text: owner },
    });
    await log.append([said("7"), said("8"), said("7")], 0);
    await log.append(
      [{ topic: "chat", key: "", owner: "7", body: { type: "forgotten", player: 7 }, erases: "owner" }],
      9,
    );
    expect(bodies(await log.read("chat", 0, 10)).map(({ type }) => type)).toEqual([
      "forgotten",
      "line",
      "forgotten",
      "forgotten",
    ]);
  });

  it("names nobody who is gone: not in what it kept, of any topic, nor in what comes after", async () => {
    const log = open();
    const ada = { seat: 0, player: 7, name: "Ada" };
    const bob = { seat: 1, player: 70, name: "Bob" };
    const told: FeedDraft[] = [
      { topic: "kills", key: "", body: { type: "kill", victim: ada, killer: bob, bounty: 7 } },
      { topic: "kills", key: "", body: { type: "kill", victim: bob, killer: null } },
      { topic: "rounds", key: "", body: { type: "roundEnd", winner: ada } },
      { topic: "scores", key: "m/0", body: { type: "score", ...ada, credits: 5 } },
    ];
    await log.append(told, 0);
    await log.append(
      [{ topic: "chat", key: "", owner: "7", body: { type: "forgotten", player: 7 }, erases: "owner" }],
      1,
    );
    const nobody = { seat: 0, player: 0, name: "" };
    const kills = [
      { type: "kill", topic: "kills", victim: nobody, killer: bob, bounty: 7 },
      { type: "kill", topic: "kills", victim: bob, killer: null },
    ];
    const read = async (topic: FeedDraft["topic"]) =>
      bodies(await log.read(topic, 0, 10)).map(({ seq: _, at: __, ...rest }) => rest);
    expect(await read("kills")).toEqual(kills);
    expect(await read("rounds")).toEqual([{ type: "roundEnd", topic: "rounds", winner: nobody }]);
    expect(await read("scores")).toEqual([{ type: "score", topic: "scores", ...nobody, credits: 5 }]);
    expect(await read("chat")).toEqual([{ type: "forgotten", topic: "chat", player: 7 }]);
    // From matches that they were in when they went.
    expect(bodies(await log.append(told, 2))[0].victim).toEqual(nobody);
    expect(await read("kills")).toEqual([...kills, ...kills]);
  });

  it("D8: knows so many who are gone", async () => {
    const log = open({ keptMessages: 9, keptKeys: 9, keptS: 10, sources: 2, gonePeople: 2, erasing: 9 });
    for (const player of [1, 2, 3]) await log.append([gone(player)], 0);
    const names = [1, 2, 3]
      .map((player) => score(`${player}`, 0))
      .map(
        (draft, i): FeedDraft => ({
          ...draft,
          body: { ...draft.body, player: i + 1, name: "x" },
        }),
      );
    expect(bodies(await log.append(names, 0)).map(({ name }) => name)).toEqual(["x", "", ""]);
  });

  it("erases what was said under a key, under its number", async () => {
    const log = open();
    const said = (text: string, key: string): FeedDraft => ({ topic: "chat", key, body: { type: "line", text } });
    await log.append([said("one", "1"), said("two", "2")], 0);
    await log.append([{ topic: "chat", key: "1", body: { type: "erased", line: 1 }, erases: "key" }], 9);
    expect(bodies(await log.read("chat", 0, 10))).toEqual([
      { type: "erased", topic: "chat", seq: 1, at: 9, line: 1 },
      { type: "line", topic: "chat", seq: 2, at: 0, text: "two" },
      { type: "erased", topic: "chat", seq: 3, at: 9, line: 1 },
    ]);
  });

  it("D8: keeps so many messages, keys and sources, and nothing for longer than it may", async () => {
    const log = open({ keptMessages: 3, keptKeys: 2, keptS: 10, sources: 2, gonePeople: 2, erasing: 9 });
    for (const what of "abcde") await log.append([kill(what)], 0);
    expect(await log.span("kills")).toEqual({ first: 3, last: 5 });
    for (const key of "xyz") await log.append([score(key, 1)], 0);
    expect(seqs(await log.read("scores", 0, 10))).toEqual([2, 3]);
    await log.append([kill("f")], 10_001);
    expect(await log.span("kills")).toEqual({ first: 6, last: 6 });
    for (const [tick, source] of ["a", "b", "a", "c"].entries())
      await log.consume(source, [event(tick, 0, source)], 10_001, count);
    await log.consume("a", [event(2, 0, "a")], 10_001, () => expect.fail("b was quiet for longer"));
    expect(await log.consume("b", [event(1, 0, "b")], 10_001, count)).toHaveLength(1);
  });
});

describe("a feed's log in a file", () => {
  test("goes on where it ended, with its numbers, its messages and what it has seen", async () => {
    const before = onDisk();
    await before.consume("r", [event(1), event(2)], 0, count);
    await before.append([score("x", 1)], 0);
    before.close();
    const after = onDisk();
    expect(after.id).toBe(before.id);
    expect(await after.consume("r", [event(2)], 0, () => expect.fail("seen before"))).toEqual([]);
    expect(seqs(await after.append([kill("c"), score("x", 2)], 0))).toEqual([3, 2]);
    expect(seqs(await after.read("kills", 0, 10))).toEqual([1, 2, 3]);
    after.close();
  });

  test("has what waits after a restart, and no name in the file of whoever is gone", async () => {
    const before = onDisk();
    const body = { type: "kill", victim: { seat: 1, player: 7, name: "Adalgunde" } };
    await before.append([{ topic: "kills", key: "", body, delayMs: 20 }], 0);
    await before.append([gone(7)], 1);
    await eraseAll(before);
    const files = ["feed.sqlite", "feed.sqlite-wal"].map((name) => readFileSync(join(folder, name), "latin1"));
    expect(files.map((text) => text.includes("Adalgunde"))).toEqual([false, false]);
    before.close();
    const after = onDisk();
    expect(bodies(await after.due(20))).toMatchObject([{ type: "kill", seq: 1 }]);
    after.close();
  });

  test("still has the delayed messages that it could not publish", async () => {
    const db = openFeedDatabase(join(folder, "feed.sqlite"));
    const log = new SqliteLog(db);
    await log.append([{ ...kill("a"), delayMs: 20 }], 0);
    db.run("CREATE TRIGGER full BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    await expect(log.due(20)).rejects.toThrow("disk full");
    db.run("DROP TRIGGER full");
    expect(bodies(await log.due(21))).toMatchObject([{ type: "kill", seq: 1, what: "a" }]);
    log.close();
  });

  test("counts the sources it forgets", async () => {
    let forgotten = 0;
    const log = onDisk({ ...FEED_LIMITS, sources: 1, gonePeople: 2, erasing: 9 }, () => forgotten++);
    for (const source of ["a", "b", "c"]) await log.consume(source, [event(1, 0, source)], 0, count);
    expect(forgotten).toBe(2);
    log.close();
  });

  test("is refused where a newer version wrote it", () => {
    const db = openFeedDatabase(join(folder, "feed.sqlite"));
    db.run("PRAGMA user_version = 99");
    db.close();
    expect(() => onDisk()).toThrow("newer version");
    new Database(join(folder, "feed.sqlite")).close();
  });
});
