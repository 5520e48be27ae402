import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { BEACON_FADE_S } from "../../server/platform/feed/beacons.ts";
import { FEED_REFUSAL, type FeedRefusal } from "../../shared/wire/codes.ts";
import { FEED_LIMITS } from "../../shared/wire/limits.ts";
import { type FeedBench, feedBench, T0_MS } from "../harness/feed-bench.ts";
import { readBySocket, servedSchema, type Validate } from "../harness/feed-client.ts";

let bench: FeedBench;
let validate: Validate;

async function start(...args: Parameters<typeof feedBench>): Promise<void> {
  bench = await feedBench(...args);
  validate = await servedSchema(bench.url);
}
beforeEach(() => start());
afterEach(() => bench.stop());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(path: string, method: string, bearer: string | null, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${bench.url}${path}`, {
    method,
    headers: bearer === null ? {} : { Authorization: `Bearer ${bearer}` },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const issue = (body: unknown, bearer: string | null = "moderator") => ask("/beacons/token", "POST", bearer, body);
const publish = (bearer: string | null, body: unknown) => ask("/beacon", "POST", bearer, body);
const list = async () => (await (await fetch(`${bench.url}/beacons`)).json()) as Record<string, unknown>[];

async function tokenOf(name: string, more: object = {}): Promise<string> {
  const { status, body } = await issue({ name, ...more });
  expect(status).toBe(200);
  return body.token as string;
}

async function expectRefusal(answer: Promise<Answer>, code: FeedRefusal): Promise<void> {
  const before = bench.metric(`orrery_feed_refused_total{reason="${code}"}`);
  expect(await answer).toEqual({
    status: FEED_REFUSAL[code],
    body: { code: FEED_REFUSAL[code], why: code, error: expect.stringMatching(/.{12,}/) },
  });
  expect(bench.metric(`orrery_feed_refused_total{reason="${code}"}`)).toBe(before + 1);
  expect(bench.reports).toEqual([]);
}

const POST = { x: 3_000, y: -20, label: "Greenhouse 2", values: { "temp °C": 21.5 } };

describe("a beacon", () => {
  it("is told in the feed, stays in the list with the newest it said, and fades", async () => {
    const reader = readBySocket(bench.url, "?topics=beacons", validate);
    await reader.next("subscribed");
    const token = await tokenOf("greenhouse");
    const fadesAt = T0_MS + BEACON_FADE_S * 1_000;
    const published = await publish(token, POST);
    expect(published).toEqual({ status: 200, body: { name: "greenhouse", fadesAt: expect.any(Number) } });
    expect(await reader.next("beacon")).toMatchObject({ topic: "beacons", seq: 1, name: "greenhouse", ...POST });
    expect(Math.abs((published.body.fadesAt as number) - fadesAt)).toBeLessThan(1_000);
    bench.clock.advance(30_000);
    await publish(token, { x: 1, y: 2 });
    expect(await list()).toMatchObject([{ name: "greenhouse", x: 1, y: 2, label: "", values: {} }]);
    bench.clock.advance(45_000);
    expect(await list()).toHaveLength(1);
    bench.clock.advance(20_000);
    expect(await reader.next("faded")).toMatchObject({ name: "greenhouse", seq: 3 });
    expect(await list()).toEqual([]);
    expect(bench.metric("orrery_feed_beacons")).toBe(0);
    reader.close();
  });

  it("may be published by pages of any origin that have its token, and its token be made by none", async () => {
    const options = { method: "OPTIONS", headers: { Origin: "https://elsewhere.example" } };
    const preflight = await fetch(`${bench.url}/beacon`, options);
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("Authorization");
    expect((await fetch(`${bench.url}/beacons/token`, options)).headers.get("access-control-allow-origin")).toBeNull();
    const made = await fetch(`${bench.url}/beacons/token`, {
      method: "POST",
      headers: { ...options.headers, Authorization: "Bearer moderator" },
      body: '{"name":"b"}',
    });
    expect([made.status, made.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  });

  it("keeps no token that could be read there", async () => {
    const token = await tokenOf("greenhouse");
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify((await issue({ name: "greenhouse" })).body)).not.toContain(token);
  });
});

describe("D7: what cannot be published is refused with a code and a sentence", () => {
  const over = FEED_LIMITS.beaconValues + 1;
  it.each<[string, unknown, FeedRefusal]>([
    ["no JSON", "x=1", "notJson"],
    ["nothing", "", "notJson"],
    ["bytes that are no text", "\u0000\ud800", "notJson"],
    ["a list", [], "badMessage"],
    ["no place", {}, "badMessage"],
    ["half a place", { x: 1 }, "badMessage"],
    ["a place beyond the map's numbers", { x: 40_000, y: 0 }, "badMessage"],
    ["a fraction of a pixel", { x: 0.5, y: 0 }, "badMessage"],
    ["text for a place", { x: "1", y: 0 }, "badMessage"],
    ["infinity", '{"x":1e999,"y":0}', "badMessage"],
    ["a field that is not known", { x: 0, y: 0, name: "other" }, "badMessage"],
    [
      "too many values",
      { x: 0, y: 0, values: Object.fromEntries(Array.from({ length: over }, (_, i) => [`v${i}`, i])) },
      "badMessage",
    ],
    ["a value that is no number", { x: 0, y: 0, values: { a: "1" } }, "badMessage"],
    ["a name that is markup", { x: 0, y: 0, values: { "<b>": 1 } }, "badMessage"],
    ["a long label", { x: 0, y: 0, label: "x".repeat(FEED_LIMITS.beaconLabelChars + 1) }, "badMessage"],
    ["a label that turns text around", { x: 0, y: 0, label: "a\u202eb" }, "badMessage"],
    ["a label with controls", { x: 0, y: 0, label: "a\nb" }, "badMessage"],
    ["half of a character", '{"x":0,"y":0,"label":"\\ud83d"}', "badMessage"],
    ["more bytes than are read", { x: 0, y: 0, label: "x".repeat(FEED_LIMITS.beaconBodyBytes) }, "bodyTooLarge"],
    ["a place outside of the beacon's", { x: 120, y: 0 }, "outsidePlace"],
  ])("%s", async (_, body, code) => {
    const token = await tokenOf("here", { within: { x: 0, y: 0, radius: 100 } });
    await expectRefusal(publish(token, body), code);
    expect(await list()).toEqual([]);
    expect((await publish(token, { x: 60, y: 80 })).status).toBe(200);
  });

  it("a value called __proto__ is none", async () => {
    const token = await tokenOf("b");
    expect((await publish(token, '{"x":0,"y":0,"values":{"__proto__":{"a":1},"b":2}}')).status).toBe(200);
    expect(await list()).toMatchObject([{ values: { b: 2 } }]);
    expect(Object.hasOwn((await list())[0].values as object, "__proto__")).toBe(false);
  });

  it.each<[string, string | null, FeedRefusal]>([
    ["no token", null, "noToken"],
    ["a token of the wrong form", "a b", "noToken"],
    ["a huge token", "x".repeat(4_000), "noToken"],
    ["a token that was never given", "x".repeat(43), "unknownToken"],
    ["the token of a player", "player", "unknownToken"],
  ])("%s", (_, bearer, code) => expectRefusal(publish(bearer, POST), code));

  it("a token that was taken back, or is no longer good", async () => {
    const token = await tokenOf("greenhouse");
    expect((await ask("/beacons/token/greenhouse", "DELETE", "operator")).status).toBe(200);
    await expectRefusal(publish(token, POST), "unknownToken");
    await expectRefusal(ask("/beacons/token/greenhouse", "DELETE", "operator"), "noSuchBeacon");
    await expectRefusal(ask("/beacons/token/%E0%A4", "DELETE", "operator"), "noSuchBeacon");
    const brief = await tokenOf("greenhouse", { days: 1 });
    bench.clock.advance(86_400_000);
    await expectRefusal(publish(brief, POST), "unknownToken");
  });

  it("D14: a token whose giver may give none any more, until they may again", async () => {
    const token = await tokenOf("greenhouse");
    bench.letGive(false);
    await expectRefusal(publish(token, POST), "notAllowed");
    expect([await list(), (await ask("/beacons/token", "GET", "moderator")).body]).toMatchObject([
      [],
      [{ name: "greenhouse", holds: false }],
    ]);
    bench.letGive(true);
    expect((await publish(token, POST)).status).toBe(200);
  });

  it("D8: more than one beacon may say, and more than all may", async () => {
    await bench.stop();
    await start({}, {}, { beacons: { subject: { perSecond: 1, burst: 5 }, process: { perSecond: 1, burst: 7 } } });
    const token = await tokenOf("one");
    const other = await tokenOf("other");
    for (let i = 0; i < 5; i++) expect((await publish(token, POST)).status).toBe(200);
    await expectRefusal(publish(token, POST), "tooFast");
    for (let i = 0; i < 2; i++) expect((await publish(other, POST)).status).toBe(200);
    await expectRefusal(publish(other, POST), "tooFast");
    bench.clock.advance(1_000);
    expect((await publish(token, POST)).status).toBe(200);
  });

  it("D8: more requests than an address may make", async () => {
    await bench.stop();
    await start({}, {}, { beaconRequests: { address: { perSecond: 1, burst: 2 } } });
    await publish(null, POST);
    await publish(null, POST);
    await expectRefusal(publish(null, POST), "tooManyRequests");
    bench.clock.advance(1_000);
    await expectRefusal(publish(null, POST), "noToken");
  });
});

describe("the list of beacons", () => {
  const ask = (tag: string | null) =>
    fetch(`${bench.url}/beacons`, { headers: tag === null ? {} : { "If-None-Match": tag } });

  it("has a tag, and is not told again to whoever knows it", async () => {
    const token = await tokenOf("greenhouse");
    const tags: (string | null)[] = [(await ask(null)).headers.get("etag")];
    for (const x of [1, 2]) {
      await publish(token, { x, y: 0 });
      const fresh = await ask(tags.at(-1) as string);
      expect([fresh.status, ((await fresh.json()) as unknown[]).length]).toEqual([200, 1]);
      tags.push(fresh.headers.get("etag"));
      const same = await ask(tags.at(-1) as string);
      expect([same.status, await same.text()]).toEqual([304, ""]);
      expect(same.headers.get("access-control-allow-origin")).toBe("*");
    }
    bench.clock.advance((BEACON_FADE_S + 2) * 1_000);
    const faded = await ask(tags.at(-1) as string);
    expect([faded.status, await faded.json()]).toEqual([200, []]);
    expect(faded.headers.get("etag")).toBe(tags[0]);
    expect(new Set(tags).size).toBe(3);
  });

  it("D8: is refused to an address that asks for it too often, which may publish all the same", async () => {
    await bench.stop();
    await start({}, {}, { beaconLists: { address: { perSecond: 1, burst: 2 } } });
    const token = await tokenOf("greenhouse");
    for (let i = 0; i < 2; i++) expect((await ask(null)).status).toBe(200);
    await expectRefusal(
      ask(null).then(async (answer) => ({ status: answer.status, body: (await answer.json()) as Answer["body"] })),
      "tooManyRequests",
    );
    expect((await publish(token, POST)).status).toBe(200);
    bench.clock.advance(1_000);
    expect((await ask(null)).status).toBe(200);
  });
});

describe("the token of a beacon is made by moderators alone", () => {
  it.each<[string, string | null, unknown, FeedRefusal]>([
    ["nobody", null, { name: "b" }, "noToken"],
    ["someone with a foreign token", "x".repeat(43), { name: "b" }, "noToken"],
    ["a player", "player", { name: "b" }, "notAllowed"],
    ["a moderator without a name for it", "moderator", {}, "badMessage"],
    ["with a name that is markup", "moderator", { name: "<b>" }, "badMessage"],
    ["with a long name", "moderator", { name: "b".repeat(FEED_LIMITS.beaconNameChars + 1) }, "badMessage"],
    ["with a place of no size", "moderator", { name: "b", within: { x: 0, y: 0, radius: -1 } }, "badMessage"],
    ["for ever", "moderator", { name: "b", days: 1e9 }, "badMessage"],
    ["with no JSON", "moderator", "name=b", "notJson"],
  ])("%s", (_, bearer, body, code) => expectRefusal(issue(body, bearer), code));

  it("one for each name, and so many in all", async () => {
    await bench.stop();
    await start({}, {}, { beaconTokens: { process: 2 } });
    await tokenOf("a", { days: 1 });
    await expectRefusal(issue({ name: "a" }), "nameTaken");
    await tokenOf("b");
    await expectRefusal(issue({ name: "c" }), "tooManyTokens");
    bench.clock.advance(86_400_000);
    await tokenOf("c");
  });

  it("D8: so many by each who gives them", async () => {
    await bench.stop();
    await start({}, {}, { beaconTokens: { identity: 1 } });
    await tokenOf("a");
    await expectRefusal(issue({ name: "b" }), "tooManyTokens");
  });

  it("are listed to moderators, with their place and end, and without what would let one publish", async () => {
    const within = { x: 0, y: 5, radius: 900 };
    const token = await tokenOf("b", { days: 2 });
    await tokenOf("a", { days: 1, within });
    const listed = async (bearer: string | null) => ask("/beacons/token", "GET", bearer);
    const [dayMs, { body }] = [86_400_000, await listed("moderator")];
    expect(body).toEqual([
      { name: "a", within, expiresAt: T0_MS + dayMs, holds: true },
      { name: "b", within: null, expiresAt: T0_MS + 2 * dayMs, holds: true },
    ]);
    expect(JSON.stringify(body)).not.toContain(token);
    bench.clock.advance(dayMs);
    expect((await listed("operator")).body).toMatchObject([{ name: "b" }]);
    await expectRefusal(listed("player"), "notAllowed");
    await expectRefusal(listed(null), "noToken");
  });

  it("answers as the schema says", async () => {
    const { $defs } = (await (await fetch(`${bench.url}/feed/schema`)).json()) as { $defs: Record<string, object> };
    const fits = (name: string, value: unknown) =>
      z.fromJSONSchema($defs[name] as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).error?.issues ?? [];
    const { body } = await issue({ name: "b", within: { x: 0, y: 0, radius: 9_000 } });
    expect(fits("tokenAnswer", body)).toEqual([]);
    expect(fits("tokens", (await ask("/beacons/token", "GET", "moderator")).body)).toEqual([]);
    expect(fits("publish", POST)).toEqual([]);
    expect(fits("published", (await publish(body.token as string, POST)).body)).toEqual([]);
    expect(fits("list", await list())).toEqual([]);
    expect(fits("list", [{ name: "b" }])).not.toEqual([]);
  });
});
