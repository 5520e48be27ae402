import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import trails from "../../../examples/trails/rules.ts";
import trailsGame from "../../../examples/trails/server.ts";
import { systemClock } from "../../../server/clock.ts";
import type { ServerGame } from "../../../server/games.ts";
import { kitGame } from "../../../server/kit/index.ts";
import { KIT_MATCH_EVENTS } from "../../../server/kit/match-events.ts";
import type { Consumer } from "../../../server/outbox/index.ts";
import { NO_COMMUNITY } from "../../../server/platform/community/index.ts";
import { FeedHub } from "../../../server/platform/feed/hub.ts";
import { matchFeed } from "../../../server/platform/feed/matches.ts";
import { leagueConsumer } from "../../../server/platform/league/index.ts";
import { matchNotifications, NO_NOTIFICATION_METRICS } from "../../../server/platform/notifications/index.ts";
import { openStore, sqlite } from "../../../server/platform/store/index.ts";
import type { Store } from "../../../server/platform/store/port.ts";
import type { RoundDigest } from "../../../server/rounds/round-list.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { MemoryFeedLog } from "../../harness/memory-feed-log.ts";
import { namesOf } from "../../harness/names.ts";
import { RoomBench } from "../../harness/rooms.ts";
import { KitLab } from "./lab.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const NAMES = ["Ada", "Bob", "Cy"];
/** Follows Bob, and is online. */
const DAN = 4;
const COMMUNITY = {
  ...NO_COMMUNITY,
  presence: async () => ({ has: (player: number) => player === DAN, playerNamed: () => null }),
  notify: async () => {},
};
const reports: unknown[] = [];
const report = (error: unknown) => void reports.push(error);

let store: Store;
beforeEach(async () => {
  store = await openStore(sqlite(":memory:"), { pruned: () => {}, wallMs: () => 1_000 });
  for (const [i, name] of [...NAMES, "Dan"].entries())
    await store.addPlayer({ id: 1 + i, name, nameKey: name, role: 1, passwordHash: "x", createdAtMs: 0 });
  await store.follow(DAN, 2);
});
afterEach(() => store.close());

/** Each pilot is the player of the same number. */
const names = { ...namesOf({ 1: "Ada", 2: "Bob", 3: "Cy" }), playersOf: async () => (pilot: number) => pilot };

/** The feed of a process. Its log outlives it. */
async function consumersOf(log: MemoryFeedLog): Promise<readonly Consumer[]> {
  const hub = await FeedHub.open(log, { clock: systemClock, atMs: () => 0, report });
  const host = { store, community: COMMUNITY, nowMs: () => 1_000, metrics: NO_NOTIFICATION_METRICS, report };
  const options = { ...host, game: "trails", names };
  return [
    leagueConsumer(KIT_MATCH_EVENTS, options),
    matchNotifications(KIT_MATCH_EVENTS, options),
    matchFeed(hub, KIT_MATCH_EVENTS, options),
  ];
}

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

async function told(log: MemoryFeedLog, topic: "rounds" | "scores"): Promise<Told[]> {
  return (await log.read(topic, 0, 1_000)).map(({ text }) => JSON.parse(text));
}

function summaryOf(replay: Uint8Array | null, game: ServerGame = trailsGame): RoundDigest {
  const running = game.summarize?.(replay ?? new Uint8Array());
  for (let at = running?.next(); at !== undefined; at = running?.next()) if (at.done) return at.value;
  throw new Error("trails summarizes no rounds");
}

describe("matches of trails", () => {
  it("are in the feed, the league and followers' inboxes once, round for round, wherever the process is killed", async () => {
    const log = new MemoryFeedLog();
    const definition = { ...trailsGame.define({ seatHoldS: 60 }), consumers: await consumersOf(log) };
    const lab = await KitLab.open(trails, definition);
    const clients = await Promise.all(NAMES.map((name) => lab.join(name)));
    const random = createRandom(5);
    let rounds = 0;
    for (let kills = 0; rounds < 6; kills++) {
      const ticks = 1 + nextBelow(random, 60);
      for (let i = 0; i < ticks; i++) {
        // Whoever boosts is the first to run into their own wall.
        const [rider] = lab.world.riders;
        if (lab.world.phase === "race" && !rider.isBoosting && kills % 3 > 0)
          lab.send(clients[0], { type: "turn", heading: rider.heading });
        lab.ticks(1);
        if (i % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      Object.assign(lab.definition, { consumers: await consumersOf(log) });
      await lab.killAndRecover();
      for (const [i, client] of clients.entries()) clients[i] = await lab.room.reconnect(client);
      rounds = lab.world.round - 1;
    }
    const { roomId } = lab.room.room;
    await vi.waitFor(async () => {
      lab.patch();
      expect((await told(log, "rounds")).filter(({ type }) => type === "roundEnd")).toHaveLength(rounds);
    });
    const all = await told(log, "rounds");
    const each = Array.from({ length: rounds }, (_, i) => i + 1);
    expect(all.map(({ type, round, match, game }) => [type, round, match, game])).toEqual(
      [
        ["roundStart", 1],
        ...each.flatMap((round) => [
          ...NAMES.map(() => ["result", round]),
          ["roundEnd", round],
          ["roundStart", round + 1],
        ]),
      ].map((part) => [...part, roomId, "trails"]),
    );
    const results = all.filter(({ type }) => type === "result");
    expect(results.some(({ credits }) => credits === 1)).toBe(true);
    for (const [i, name] of NAMES.entries()) {
      const own = results.filter(({ player }) => player === 1 + i);
      expect(own.map((result) => result.name)).toEqual(each.map(() => name));
      const counted = own.filter(({ credits }) => credits !== 0).map(({ round, credits }) => [round, credits]);
      const kept = (await store.roundsOf(1 + i, 99)).map(({ game, round, credits }) => [game, round, credits]);
      expect(kept.sort()).toEqual(counted.map((row) => ["trails", ...row]).sort());
    }
    const notices = (await store.inbox(DAN, 0, 99)).map(({ kind, body }) => ({ kind, ...JSON.parse(body) }));
    expect(notices).toEqual(
      each.map((round) => ({
        ...{ kind: "round", room: roomId, round: round + 1, player: 2, name: "Bob", game: "trails" },
      })),
    );
    expect((await store.league("trails", 0, 9)).length).toBeGreaterThan(0);
    expect(await store.league("tag", 0, 9)).toEqual([]);
    expect(reports).toEqual([]);
    expect(lab.bench.reports).toEqual([]);
  });

  it("tell the feed who is there and what they have, and who has left", async () => {
    const log = new MemoryFeedLog();
    const definition = { ...trailsGame.define({ seatHoldS: 60 }), consumers: await consumersOf(log) };
    const lab = await KitLab.open(trails, definition);
    const [ada] = [await lab.join("Ada"), await lab.join("Bob")];
    const scores = async () => (await told(log, "scores")).map(({ name, credits, gone }) => [name, credits, gone]);
    await vi.waitFor(async () => {
      lab.patch();
      expect(await scores()).toEqual([
        ["Ada", 0, false],
        ["Bob", 0, false],
      ]);
    });
    ada.leave(4000);
    await vi.waitFor(async () => {
      lab.patch();
      expect(await scores()).toEqual([
        ["Bob", 0, false],
        ["Ada", 0, true],
      ]);
    });
    expect(lab.bench.reports).toEqual([]);
  });

  it("are listed round for round with who won, and the last one as ended early", async () => {
    const lab = await KitLab.open(trails, trailsGame.define({ seatHoldS: 60 }));
    const riders = [await lab.join("Ada"), await lab.join("Bob")];
    const losers = [0, 1, 0];
    while (lab.world.round <= losers.length) {
      const loser = losers[lab.world.round - 1];
      // Whoever boosts is the first to run into their own wall.
      const rider = lab.world.riders[loser];
      if (lab.world.phase === "race" && !rider.isBoosting)
        lab.send(riders[loser], { type: "turn", heading: rider.heading });
      lab.ticks(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const rider of riders) rider.leave(4000);
    const replays = await vi.waitFor(async () => {
      const found = await lab.store.replays();
      expect(found).toHaveLength(losers.length + 1);
      return found;
    });
    const digests = await Promise.all(replays.map(async ({ id }) => summaryOf(await lab.store.readReplay(id))));
    const ends = digests.map(({ round, over, winnerPilot }) => [round, over, winnerPilot] as const);
    expect(ends.sort(([a], [b]) => a - b)).toEqual([
      [1, true, 2],
      [2, true, 1],
      [3, true, 2],
      [4, false, null],
    ]);
    const withoutScore = kitGame(trails, { round: ({ round }) => round });
    const unscored = await Promise.all(
      replays.map(async ({ id }) => summaryOf(await lab.store.readReplay(id), withoutScore)),
    );
    expect(unscored.map(({ over, winnerPilot }) => [over, winnerPilot])).toEqual(
      digests.map(({ over }) => [over, undefined]),
    );
  });
});
