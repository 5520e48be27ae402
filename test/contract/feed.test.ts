import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLOSE } from "../../shared/wire/codes.ts";
import { FEED_LIMITS } from "../../shared/wire/limits.ts";
import { type FeedBench, feedBench, roundStart } from "../harness/feed-bench.ts";
import { type FeedClient, readBySocket, readByStream, servedSchema, type Validate } from "../harness/feed-client.ts";
import { OPCODE, RawSocket } from "./raw-socket.ts";

let bench: FeedBench;
let validate: Validate;
const clients: FeedClient[] = [];

async function start(...args: Parameters<typeof feedBench>): Promise<void> {
  bench = await feedBench(...args);
  validate = await servedSchema(bench.url);
}
const socket = (query: string) => keep(readBySocket(bench.url, query, validate));
const stream = async (query: string, headers: Record<string, string> = {}) =>
  keep(await readByStream(bench.url, query, validate, headers));
function keep(client: FeedClient): FeedClient {
  clients.push(client);
  return client;
}
const tell = async (...rounds: number[]) => bench.feed.hub.publish(rounds.map(roundStart));

beforeEach(() => start());
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await bench.stop();
});

describe.each([
  ["a WebSocket", async (query: string) => socket(query)],
  ["an event stream", (query: string) => stream(query)],
])("the feed by %s", (_, read) => {
  it("greets with what is kept, and tells what happens from then on", async () => {
    await tell(1, 2);
    const client = await read("?topics=rounds,kills");
    expect(await client.next("hello")).toMatchObject({ topics: { rounds: { first: 1, last: 2 } } });
    expect(await client.next("subscribed")).toEqual({ type: "subscribed", topic: "rounds", after: 2 });
    await client.next("subscribed");
    await tell(3);
    expect(await client.next("roundStart")).toMatchObject({ topic: "rounds", seq: 3, match: "m", round: 3 });
    expect(client.heard.filter(({ type }) => type === "roundStart")).toHaveLength(1);
  });

  it("goes on after a number, from the log and then live, without gap or repeat", async () => {
    const many = FEED_LIMITS.recentMessages * 3;
    await tell(...Array.from({ length: many }, (_, i) => i + 1));
    const client = await read("?topics=rounds&since=rounds:10");
    await expect.poll(() => client.heard.filter(({ type }) => type === "roundStart").length).toBe(many - 10);
    await tell(many + 1);
    await expect.poll(() => client.heard.filter(({ type }) => type === "roundStart").length).toBe(many - 9);
    const numbers = client.heard.flatMap((message) => ("seq" in message ? [message.seq] : []));
    expect(numbers).toEqual(Array.from({ length: many - 9 }, (_, i) => i + 11));
  });

  it("says that it lives when nothing happens", async () => {
    const client = await read("?topics=rounds");
    await client.next("subscribed");
    bench.clock.advance(16_000);
    await client.next("heartbeat");
  });

  it("ends when the server does", async () => {
    const client = await read("?topics=rounds");
    await client.next("subscribed");
    await bench.feed.close();
    expect([CLOSE.restarting.code, 1000]).toContain((await client.closed).code);
    expect(bench.metric("orrery_feed_readers")).toBe(0);
    expect((await fetch(`${bench.url}/feed?topics=rounds`)).status).toBe(503);
    expect((await RawSocket.request(bench.port, "/feed?topics=rounds")).status).toBe(503);
    expect(bench.reports).toEqual([]);
    bench.feed.close = async () => {};
  });

  it("is read by pages of any origin, though seats are not taken by them", async () => {
    const headers = { Origin: "https://elsewhere.example" };
    const { status, socket: raw } = await RawSocket.request(bench.port, "/feed?topics=rounds", headers);
    expect(status).toBe(101);
    raw?.destroy();
    const answer = await fetch(`${bench.url}/feed?topics=rounds`, { headers });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    await answer.body?.cancel();
    expect((await RawSocket.request(bench.port, "/p/room?sessionId=s", headers)).status).toBe(403);
  });
});

/** What people say: text everywhere, and never anything else. */
const HOSTILE_TEXTS = [
  "<script>alert(1)</script>",
  "\n\nid: chat:99999\ndata: {}\n\n",
  "\r\rdata: x\r\r",
  "a\u2028b\u2029c",
  "\u202eturned\u202c \u200b\u200d",
  "Z̸̧̢̛͖̹̝a̷l̶g̵o̴".repeat(20),
  "half \ud83d of a pair, \ude00 and \u0000",
  '"},{"type":"hello',
  "👩‍👩‍👧‍👦 ﷽",
];

describe("the feed", () => {
  it("tells whatever people say as text", async () => {
    const [bySocket, byStream] = [socket("?topics=chat"), await stream("?topics=chat")];
    for (const client of [bySocket, byStream]) await client.next("subscribed");
    for (const [i, text] of HOSTILE_TEXTS.entries()) {
      const body = { type: "line", line: i + 1, player: 7, name: text.slice(0, 99), role: "guest", text };
      await bench.feed.hub.publish([{ topic: "chat", key: `${i}`, owner: "7", body }]);
      for (const client of [bySocket, byStream])
        expect(await client.next("line")).toMatchObject({ seq: i + 1, text, name: text.slice(0, 99) });
    }
    expect(byStream.places.at(-1)).toBe(`chat:${HOSTILE_TEXTS.length}`);
    expect(bench.reports).toEqual([]);
  });

  it("lets topics be changed by WebSocket", async () => {
    await tell(1, 2, 3);
    const client = socket("");
    await client.next("hello");
    client.say({ type: "subscribe", topics: ["rounds", "beacons"], since: { rounds: 2 } });
    expect(await client.next("roundStart")).toMatchObject({ seq: 3 });
    client.say({ type: "unsubscribe", topics: ["rounds"] });
    await client.next("unsubscribed");
    await tell(4);
    client.say({ type: "subscribe", topics: ["rounds"] });
    expect(await client.next("subscribed")).toMatchObject({ after: 4 });
    expect(client.heard.filter(({ type }) => type === "roundStart")).toHaveLength(1);
  });

  it("says in each event of a stream where to go on, which Last-Event-ID then does", async () => {
    const first = await stream("?topics=rounds,kills&since=rounds:0");
    await tell(1, 2, 3);
    await expect.poll(() => first.places.at(-1)).toBe("rounds:3,kills:0");
    expect(new Set(first.places.map((place) => place.replace(/\d+/g, "N")))).toEqual(new Set(["rounds:N,kills:N"]));
    first.close();
    await tell(4);
    // The address is as before, so that the newer place counts.
    const again = await stream("?topics=rounds,kills&since=rounds:0", { "Last-Event-ID": "rounds:3,kills:0" });
    expect(await again.next("roundStart")).toMatchObject({ seq: 4 });
  });

  it("D8: holds little for a reader that stops reading, which gets everything in the end; no other one waits", async () => {
    const text = "x".repeat(4_000);
    const slow = await RawSocket.open(bench.port, "/feed?topics=chat");
    await expect.poll(() => slow.frames.length).toBe(2);
    const well = socket("?topics=chat");
    await well.next("subscribed");
    slow.stopReading();
    const count = 2_000;
    let mostBytes = 0;
    for (let line = 1; line <= count; line++) {
      const body = { type: "line", line, player: 7, name: "Ann", role: "player", text };
      await bench.feed.hub.publish([{ topic: "chat", key: `${line}`, owner: "7", body }]);
      mostBytes = Math.max(mostBytes, bench.transport.bufferedBytes);
      if (line % 200 === 0) await expect.poll(() => well.heard.at(-1)).toMatchObject({ seq: line });
    }
    // What of it the socket of the one that reads holds for a moment counts, too.
    expect(mostBytes).toBeLessThan(3 * (FEED_LIMITS.queueBytes + text.length));
    slow.readAgain();
    const numbers = () =>
      slow.frames.flatMap(({ opcode, payload }) => {
        const seq = opcode === OPCODE.text ? JSON.parse(payload.toString()).seq : undefined;
        return seq === undefined ? [] : [seq];
      });
    await expect.poll(() => slow.frames.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count + 3);
    expect(numbers()).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    expect(bench.metric("orrery_feed_behind_total")).toBe(1);
    slow.destroy();
  });

  it("D8: sends a socket away that takes nothing for too long, with the reason", async () => {
    const slow = await RawSocket.open(bench.port, "/feed?topics=chat");
    await expect.poll(() => slow.frames.length).toBe(2);
    slow.stopReading();
    const text = "x".repeat(4_000);
    for (let line = 1; line <= 2_000; line++) {
      const body = { type: "line", line, player: 7, name: "Ann", role: "player", text };
      await bench.feed.hub.publish([{ topic: "chat", key: `${line}`, owner: "7", body }]);
    }
    bench.clock.advance(FEED_LIMITS.stallMs + 2_000);
    expect([bench.metric("orrery_feed_slow_total"), bench.metric("orrery_feed_readers")]).toEqual([1, 0]);
    slow.readAgain();
    expect(await slow.closed).toEqual(CLOSE.slowConsumer);
  });

  it("D8: ends the event stream of one that takes nothing for too long, and holds little for it", async () => {
    const slow = connect(bench.port, "127.0.0.1");
    slow.write("GET /feed?topics=chat HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await expect.poll(() => bench.metric("orrery_feed_readers")).toBe(1);
    slow.pause();
    const text = "x".repeat(4_000);
    const count = 3_000;
    for (let line = 1; line <= count; line++) {
      const body = { type: "line", line, player: 7, name: "Ann", role: "player", text };
      await bench.feed.hub.publish([{ topic: "chat", key: `${line}`, owner: "7", body }]);
      if (line % 20 === 0) await new Promise(setImmediate);
    }
    // What the system holds of it, and the queue: not all there is.
    expect(bench.metric("orrery_feed_told_bytes_total")).toBeLessThan(count * text.length * 0.75);
    bench.clock.advance(FEED_LIMITS.stallMs + 2_000);
    expect([bench.metric("orrery_feed_slow_total"), bench.metric("orrery_feed_readers")]).toEqual([1, 0]);
    const ended = new Promise((resolve) => slow.on("close", resolve));
    slow.on("error", () => {});
    slow.resume();
    await ended;
    expect(bench.reports).toEqual([]);
  });

  it("D8: a socket that answers no ping is dead, and counts no more", async () => {
    const dead = await RawSocket.open(bench.port, "/feed?topics=chat");
    await expect.poll(() => bench.metric("orrery_feed_readers")).toBe(1);
    bench.clock.advance(20_000);
    bench.transport.sweep();
    await expect.poll(() => bench.metric("orrery_feed_readers")).toBe(0);
    expect(bench.metric("orrery_silent_sockets_total")).toBe(1);
    dead.destroy();
  });
});

describe("D8: readers of the feed are counted", () => {
  it.each([
    ["from one address", { address: 2 }, 429, "tooManyFromAddress"],
    ["in all", { process: 2 }, 503, "tooManyReaders"],
  ])("%s", async (_, feedReaders, status, code) => {
    await bench.stop();
    await start({}, {}, { feedReaders });
    const first = socket("?topics=rounds");
    const second = await stream("?topics=rounds");
    await first.next("subscribed");
    await second.next("subscribed");
    const refused = await fetch(`${bench.url}/feed?topics=rounds`);
    expect([refused.status, await refused.json()]).toEqual([
      status,
      { code: status, why: code, error: expect.stringMatching(/2 readers/) },
    ]);
    const upgrade = await RawSocket.request(bench.port, "/feed?topics=rounds");
    expect([upgrade.status, JSON.parse(upgrade.body).why]).toEqual([status, code]);
    expect(bench.metric(`orrery_feed_refused_total{reason="${code}"}`)).toBe(2);
    first.close();
    second.close();
    await expect.poll(() => bench.metric("orrery_feed_readers")).toBe(0);
    await (await stream("?topics=rounds")).next("subscribed");
  });
});
