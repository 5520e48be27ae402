import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLOSE, FEED_REFUSAL, type FeedRefusal } from "../../shared/wire/codes.ts";
import { FEED_LIMITS } from "../../shared/wire/limits.ts";
import { type FeedBench, feedBench, roundStart } from "../harness/feed-bench.ts";
import { type FeedClient, readBySocket, servedSchema, type Validate } from "../harness/feed-client.ts";
import { OPCODE, RawSocket } from "./raw-socket.ts";

let bench: FeedBench;
let validate: Validate;
/** Someone else who reads, and must notice nothing. */
let bystander: FeedClient;
let round = 0;

beforeAll(async () => {
  bench = await feedBench();
  validate = await servedSchema(bench.url);
  bystander = readBySocket(bench.url, "?topics=rounds", validate);
  await bystander.next("subscribed");
});
afterAll(async () => {
  bystander.close();
  await bench.stop();
});

async function expectBystanderUnharmed(): Promise<void> {
  await bench.feed.hub.publish([roundStart(++round)]);
  expect(await bystander.next("roundStart")).toMatchObject({ round });
  expect(bench.reports).toEqual([]);
}

const refusals = (code: FeedRefusal) => bench.metric(`orrery_feed_refused_total{reason="${code}"}`);
const { frameBytes, frameBurst, badFrames, topics, queryChars } = FEED_LIMITS;
const times = (count: number, run: () => void) => {
  for (let i = 0; i < count; i++) run();
};

describe("D7: a frame that cannot be followed is refused with a code and a sentence, and nobody else notices", () => {
  it.each<[string, string, FeedRefusal, RegExp]>([
    ["no JSON", "hello", "notJson", /frame/],
    ["half of a message", '{"type":"subscribe","topics":["kills"', "notJson", /frame/],
    ["nothing", "", "notJson", /frame/],
    ["null", "null", "badMessage", /type/],
    ["a list", "[]", "badMessage", /type/],
    ["no type", "{}", "badMessage", /type/],
    ["a type that only servers send", '{"type":"hello"}', "badMessage", /subscribe, unsubscribe/],
    ["the name of a property that all objects have", '{"type":"constructor"}', "badMessage", /type/],
    ["no topics", '{"type":"subscribe"}', "badMessage", /topics/],
    ["none named", '{"type":"subscribe","topics":[]}', "badMessage", /topics/],
    ["a number for a topic", '{"type":"subscribe","topics":[7]}', "badMessage", /topics/],
    ["a field that is not known", '{"type":"unsubscribe","topics":["kills"],"all":true}', "badMessage", /all/],
    ["an unknown topic", '{"type":"subscribe","topics":["deaths"]}', "unknownTopic", /"deaths".*kills, chat/],
    ["__proto__ as a topic", '{"type":"subscribe","topics":["__proto__"]}', "unknownTopic", /kills/],
    ["markup as a topic", '{"type":"subscribe","topics":["<script>\\u202e"]}', "unknownTopic", /"<script>\?"/],
    ["a negative number", '{"type":"subscribe","topics":["kills"],"since":{"kills":-1}}', "badSince", /since/],
    ["a fraction", '{"type":"subscribe","topics":["kills"],"since":{"kills":1.5}}', "badSince", /since/],
    ["a number beyond all", '{"type":"subscribe","topics":["kills"],"since":{"kills":1e300}}', "badSince", /since/],
    ["text for a number", '{"type":"subscribe","topics":["kills"],"since":{"kills":"7"}}', "badSince", /since/],
    ["since of no topic", '{"type":"subscribe","topics":["kills"],"since":{"deaths":7}}', "badSince", /since/],
    [
      "more topics than may be named",
      JSON.stringify({ type: "subscribe", topics: Array(topics + 1).fill("kills") }),
      "badMessage",
      /topics/,
    ],
  ])("%s", async (_, frame, code, reason) => {
    const before = refusals(code);
    const client = readBySocket(bench.url, "", validate);
    await client.next("hello");
    client.say(frame);
    const refused = await client.next("refused");
    expect(refused).toEqual({
      type: "refused",
      code: FEED_REFUSAL[code],
      why: code,
      error: expect.stringMatching(reason),
    });
    expect(refused.error).toMatch(/^[\x20-\x7e…]{8,240}$/);
    expect(refusals(code)).toBe(before + 1);
    // It goes on as if nothing had been said.
    client.say({ type: "subscribe", topics: ["rounds"] });
    await client.next("subscribed");
    client.close();
    await expectBystanderUnharmed();
  });

  it.each<[string, (socket: RawSocket) => void, keyof typeof CLOSE]>([
    ["a binary frame", (socket) => socket.sendBytes(1, 2, 3), "binaryFrame"],
    ["a frame one byte too large", (socket) => socket.send(OPCODE.text, " ".repeat(frameBytes + 1)), "frameTooLarge"],
    ["the same in characters of three bytes", (socket) => socket.send(OPCODE.text, "…".repeat(400)), "frameTooLarge"],
    [
      "more frames than the burst",
      (socket) => times(frameBurst + 1, () => socket.send(OPCODE.text, '{"type":"unsubscribe","topics":["kills"]}')),
      "frameFlood",
    ],
    ["more pings than the burst", (socket) => times(frameBurst + 1, () => socket.send(OPCODE.ping, "")), "frameFlood"],
    [
      "one frame after the other that cannot be followed",
      (socket) => times(badFrames, () => socket.send(OPCODE.text, "?")),
      "badCommands",
    ],
  ])("%s ends the socket, with the reason", async (_, attack, reason) => {
    const socket = await RawSocket.open(bench.port, "/feed?topics=kills");
    await expect.poll(() => socket.frames.length).toBe(2);
    attack(socket);
    expect(await socket.closed).toEqual(CLOSE[reason]);
    await expectBystanderUnharmed();
  });

  it("a frame beyond what is read at all ends with 1009", async () => {
    const socket = await RawSocket.open(bench.port, "/feed?topics=kills");
    socket.send(OPCODE.text, "x".repeat(10_000_000));
    expect([1006, 1009]).toContain((await socket.closed).code);
    await expectBystanderUnharmed();
  });

  it("text that is no UTF-8 ends the socket", async () => {
    const socket = await RawSocket.open(bench.port, "/feed?topics=kills");
    socket.send(OPCODE.text, Uint8Array.of(0xc3, 0x28, 0xed, 0xa0, 0x80));
    expect([1006, 1007, CLOSE.badCommands.code]).toContain((await socket.closed).code);
    await expectBystanderUnharmed();
  });
});

describe("D7: an address that cannot be followed is refused, too", () => {
  const ADDRESSES: [string, string, FeedRefusal][] = [
    ["an unknown topic", "?topics=kills,deaths", "unknownTopic"],
    ["__proto__", "?topics=__proto__", "unknownTopic"],
    ["an empty topic", "?topics=kills,,chat", "unknownTopic"],
    ["more topics than may be named", `?topics=${Array(topics + 1).fill("kills")}`, "badMessage"],
    ["no number", "?topics=kills&since=kills", "badSince"],
    ["a negative number", "?topics=kills&since=kills:-1", "badSince"],
    ["a number beyond all", `?topics=kills&since=kills:${"9".repeat(16)}`, "badSince"],
    ["a number for what is not read", "?topics=kills&since=chat:1", "badSince"],
    ["more than is read", `?topics=kills&x=${"y".repeat(queryChars)}`, "queryTooLong"],
  ];

  it.each(ADDRESSES)("%s, in an event stream", async (_, query, code) => {
    const before = refusals(code);
    const answer = await fetch(`${bench.url}/feed${query}`);
    expect([answer.status, await answer.json()]).toEqual([
      FEED_REFUSAL[code],
      { code: FEED_REFUSAL[code], why: code, error: expect.stringMatching(/^(topics|since|query): .{8,}/) },
    ]);
    expect(refusals(code)).toBe(before + 1);
    await expectBystanderUnharmed();
  });

  it.each(ADDRESSES)("%s, in a WebSocket, where browsers can read it", async (_, query, code) => {
    const client = readBySocket(bench.url, query, validate);
    expect(await client.next("refused")).toMatchObject({ why: code });
    expect(await client.closed).toEqual(CLOSE.badCommands);
    await expectBystanderUnharmed();
  });

  it.each<[string, string, RequestInit, FeedRefusal]>([
    ["no topics", "", {}, "unknownTopic"],
    ["a bad Last-Event-ID", "?topics=kills", { headers: { "Last-Event-ID": "7" } }, "badSince"],
    ["a huge Last-Event-ID", "?topics=kills", { headers: { "Last-Event-ID": "k".repeat(2_000) } }, "queryTooLong"],
    ["another method", "?topics=kills", { method: "POST", body: "{}" }, "methodNotAllowed"],
    ["an answer of another kind", "?topics=kills", { headers: { Accept: "application/json" } }, "notAcceptable"],
  ])("%s", async (_, query, request, code) => {
    const answer = await fetch(`${bench.url}/feed${query}`, request);
    expect([answer.status, await answer.json()]).toEqual([
      FEED_REFUSAL[code],
      { code: FEED_REFUSAL[code], why: code, error: expect.any(String) },
    ]);
    await expectBystanderUnharmed();
  });
});
