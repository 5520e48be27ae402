import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import {
  call,
  type FeedMessage,
  type FeedPart,
  LINES,
  type OldWorld,
  PASSWORD,
  readFeed,
  readyRounds,
  releases,
  replays,
  whyNoYesterday,
  yesterday,
} from "../../harness/arena/yesterday/index.ts";
import type { ServerProcess } from "../../harness/server-process.ts";
import { ROOT } from "../../harness/sources.ts";

const WAIT = { timeout: 15_000, interval: 100 };
const ROUND_S = 5;

/** What `npm run replay -- verify` says of a file. */
function verify(dataDir: string, file: string): unknown {
  const command = [process.execPath, join(ROOT, "server", "replay", "main.ts"), "verify", file, "--json"];
  const { stdout } = Bun.spawnSync(command, { env: { ...process.env, DATA_DIR: dataDir }, stderr: "pipe" });
  return JSON.parse(stdout.toString() || "null");
}

/** What readers of the feed were told of people's results. */
function resultsOf(feed: FeedPart) {
  const told = (feed.rounds ?? []) as readonly (FeedMessage & Readonly<Record<string, number>>)[];
  const results = told
    .filter(({ type, player }) => type === "result" && player > 0)
    .map(({ match, round, player, credits, kills, deaths }) => ({
      key: `${player} in round ${round} of ${match}`,
      player,
      score: credits + kills + deaths,
    }));
  return { results };
}

describe.skipIf(whyNoYesterday() !== null)("the data folder of yesterday's server, taken up by this one", () => {
  let old: OldWorld;
  let server: ServerProcess;
  let before: { replays: readonly string[]; releases: readonly string[]; seats: readonly unknown[] };
  /** After the old match has come to the end of its round. */
  let feed: FeedPart;

  const pilots = () => Promise.all(["Loud", "Ann"].map((name) => old.people.do("pilot", { name })));
  const seatsOf = (states: Awaited<ReturnType<typeof pilots>>) => states.map(({ room, seat }) => ({ room, seat }));

  beforeAll(async () => {
    old = await yesterday(ROUND_S, "deadly");
    before = {
      replays: replays(old.dataDir),
      releases: releases(old.dataDir),
      seats: seatsOf(await pilots()),
    };
    await old.kill();
    server = await old.succeed();
  }, 90_000);
  afterAll(() => old?.close());

  // First, as the round is over in a moment.
  it("plays the old match on to its round's end, everyone in their seat on the page that they have", async () => {
    const rounds = (await pilots()).map(({ round }) => round.number);
    await vi.waitFor(async () => {
      const states = await pilots();
      expect(
        states.map(({ status }) => status),
        states.map(({ reason }) => reason).join(),
      ).toEqual(["live", "live"]);
      expect(seatsOf(states)).toEqual(before.seats);
      expect(states.map(({ round }, i) => round.number > rounds[i] || round.over)).toEqual(states.map(() => true));
    }, WAIT);
    const states = await pilots();
    expect(states.map(({ disconnects, reconnects }) => [disconnects, reconnects])).toEqual(states.map(() => [1, 1]));
    // It became a replay, and so its round's events have been delivered.
    await vi.waitFor(() => expect(replays(old.dataDir).length).toBeGreaterThan(before.replays.length), WAIT);
  });

  it("has nothing set aside or given up", () => {
    expect(server.output()).not.toMatch(/set aside|gave up|was deleted|error/i);
    const asides = join(old.dataDir, "aside");
    expect(existsSync(asides) ? readdirSync(asides) : []).toEqual([]);
    for (const room of [old.room]) expect(server.output()).toContain(`room ${room} is recovered, with 2 seats held`);
  });

  it("keeps every release and replay, lists the replays, and verifies them", async () => {
    expect(releases(old.dataDir)).toEqual(expect.arrayContaining([...before.releases]));
    expect(replays(old.dataDir)).toEqual(expect.arrayContaining([...before.replays]));
    expect(old.rounds.length).toBeGreaterThanOrEqual(2);
    await vi.waitFor(async () => {
      expect(await readyRounds(old.url)).toEqual(expect.arrayContaining([...old.rounds]));
    }, WAIT);
    for (const name of before.replays)
      expect(verify(old.dataDir, join(old.dataDir, "replays", name)), name).toMatchObject({ ok: true });
  });

  it("lets everyone sign in, with their passwords and with the tokens that they have", async () => {
    for (const { name, id, token } of [old.accounts.Warden, old.accounts.Loud, old.guest]) {
      const me = await call(old.url, "/me", token);
      expect([me.status, me.body.player], name).toMatchObject([200, { id, name }]);
    }
    for (const name of ["Warden", "Loud"]) {
      const { status, body } = await call(old.url, "/auth/login", "", { name, password: PASSWORD });
      expect([status, body.player], name).toMatchObject([200, { name }]);
    }
  });

  it("holds to sanctions, and the operator is operator still", async () => {
    const { Warden, Loud } = old.accounts;
    expect((await call(old.url, "/me", Loud.token)).body.mutedUntilS).toBeGreaterThan(0);
    expect((await call(old.url, "/me", Warden.token)).body.player).toMatchObject({ role: "operator" });
    const again = await call(old.url, "/auth/login", "", { name: "Mallory", password: PASSWORD });
    const asked = call(old.url, `/matchmake/joinOrCreate/arena?wire=${ARENA_FINGERPRINT}`, `${again.body.token}`, {
      name: "M",
    });
    const { status, body } = again.status === 200 ? await asked : again;
    expect([status === 200, JSON.stringify(body)]).toEqual([false, expect.stringContaining("banned")]);
    const { rows } = (await call(old.url, "/audit", Warden.token)).body as { rows: { action: string }[] };
    expect(rows.map(({ action }) => action).sort()).toEqual(["ban", "mute", "role"]);
  });

  it("has the lobby's text, and the notices in their inboxes once", async () => {
    const { channel } = await vi.waitFor(async () => {
      const guest = await old.people.do("guest", { name: "Warden" });
      expect([guest.status, guest.channel?.status], guest.reason).toEqual(["live", "open"]);
      return guest;
    }, WAIT);
    expect(channel?.lines.map(({ text }) => text)).toEqual([...LINES]);
    expect(await old.people.do("say", { name: "Warden", text: "good morning" })).toEqual({ ok: true });
    expect(await old.people.do("say", { name: "Loud", text: "me too" })).toMatchObject({ ok: false });
    const { items } = (await call(old.url, "/me/inbox", old.accounts.Loud.token)).body as { items: { kind: string }[] };
    expect(items.filter(({ kind }) => kind === "mention")).toMatchObject([{ name: "Warden", line: 2 }]);
  });

  it("goes on with the feed's numbers: none is missing, given again, or about the same event", async () => {
    feed = await readFeed(old.url);
    for (const [topic, messages] of Object.entries(feed)) {
      expect(messages.slice(0, old.feed[topic]?.length), topic).toEqual(old.feed[topic]);
      const first = messages[0]?.seq ?? 1;
      expect(
        messages.map(({ seq }) => seq),
        topic,
      ).toEqual(messages.map((_, i) => first + i));
    }
    const lines = feed.chat?.filter(({ type }) => type === "line").map(({ text }) => text);
    expect(lines).toEqual([...LINES, "good morning"]);
    const { results } = resultsOf(feed);
    expect(results.length).toBeGreaterThan(resultsOf(old.feed).results.length);
    expect(new Set(results.map(({ key }) => key)).size).toBe(results.length);
  });

  it("counts every round's result once in the league", async () => {
    const played = resultsOf(feed).results.filter(({ score }) => score > 0);
    expect(played.length).toBeGreaterThan(0);
    for (const player of [old.accounts.Loud.id, old.guest.id]) {
      const keys = played.filter((result) => result.player === player).map(({ key }) => key);
      await vi.waitFor(async () => {
        const { totals, rounds } = (await call(old.url, `/players/${player}`)).body as {
          totals: { rounds: number };
          rounds: { room: string; round: number }[];
        };
        const kept = rounds.map(({ room, round }) => `${player} in round ${round} of ${room}`);
        expect(kept).toEqual(expect.arrayContaining(keys));
        expect([new Set(kept).size, totals.rounds]).toEqual([kept.length, kept.length]);
      }, WAIT);
    }
  });

  it("forgets who asks for it in what was recorded then, too, and what was recorded stays true", async () => {
    const gone = [old.accounts.Loud, old.guest];
    const holding = () =>
      replays(old.dataDir).filter((name) => {
        const bytes = readFileSync(join(old.dataDir, "replays", name));
        return gone.some((one) => bytes.includes(Buffer.from(one.name)));
      });
    expect(holding()).not.toEqual([]);
    const kept = replays(old.dataDir);
    for (const { name, token } of gone) {
      const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
      const body = JSON.stringify(name === "Loud" ? { password: PASSWORD } : {});
      expect((await fetch(`${old.url}/me`, { method: "DELETE", headers, body })).status, name).toBe(204);
    }
    await vi.waitFor(() => expect(holding()).toEqual([]), WAIT);
    expect(replays(old.dataDir)).toEqual(expect.arrayContaining(kept));
    for (const name of kept)
      expect(verify(old.dataDir, join(old.dataDir, "replays", name)), name).toMatchObject({ ok: true });
  });
});
