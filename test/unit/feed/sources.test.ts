import { describe, expect, it } from "vitest";
import { lobbyFeed } from "../../../server/games/lobby/consumers/index.ts";
import { ClosedMatches } from "../../../server/platform/feed/closed-matches.ts";
import { matchFeed } from "../../../server/platform/feed/matches.ts";
import { TOPIC_NAMES } from "../../../server/platform/feed/topics.ts";
import type { MatchEvent, MatchEvents } from "../../../server/platform/matches/match-events.ts";
import { type Event as LobbyEvent, lobby } from "../../../shared/games/lobby/index.ts";
import { ROLE } from "../../../shared/roles.ts";
import { PRIVATE_ID_CHARS, privateRoomId } from "../../../shared/wire/private-rooms.ts";
import {
  ann,
  annThere,
  bob,
  bobThere,
  deliveries,
  messagesOf,
  NAMES,
  npc,
  openFeed,
  ROOM,
  reports,
} from "../../harness/feed-lab.ts";
import { encodeMatchEvent, MATCH_EVENTS } from "../../harness/match-events.ts";
import { MemoryFeedLog } from "../../harness/memory-feed-log.ts";
import { namesOf } from "../../harness/names.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";

const of = { match: ROOM, game: "duel" };
const options = { game: "duel", names: NAMES };
/** Of a game with one NPC. */
const EVENTS: MatchEvents = {
  ...MATCH_EVENTS,
  npcName: (room, seat) => (room === ROOM && seat === npc.seat ? npc.name : ""),
};
const kill = (seat: number, by: number): MatchEvent => ({
  type: "kill",
  seat,
  by,
  cause: "rail",
  bounty: 70,
  x: 5,
  y: -6,
});
const tally = { credits: 10, kills: 1, deaths: 2 };

const MATCH: readonly MatchEvent[] = [
  { type: "roundStart", round: 2 },
  { type: "joined", ...annThere },
  { type: "joined", ...bobThere },
  kill(0, 3),
  { type: "score", ...bobThere, ...tally },
  kill(64, 0),
  { type: "score", ...bobThere, ...tally, credits: 20 },
  kill(3, -1),
  { type: "left", ...bobThere },
  { type: "result", round: 2, ...annThere, place: 1, ...tally },
  { type: "roundEnd", round: 2, winner: 0, credits: 10 },
];

const CHAT: readonly LobbyEvent[] = [1, 2].map((line) => ({
  type: "line",
  seat: -1,
  channel: "lobby",
  line,
  player: line * 10,
  name: `N${line}`,
  role: ROLE.moderator,
  atS: 5,
  nonce: 3,
  text: `text ${line}`,
}));

describe("events of matches", () => {
  const published = {
    kills: [
      { type: "kill", seq: 1, ...of, victim: ann, killer: bob, cause: "rail", bounty: 70, x: 5, y: -6 },
      { type: "kill", seq: 2, ...of, victim: npc, killer: ann, cause: "rail", bounty: 70, x: 5, y: -6 },
      { type: "kill", seq: 3, ...of, victim: bob, killer: null, cause: "rail", bounty: 70, x: 5, y: -6 },
    ],
    rounds: [
      { type: "roundStart", seq: 1, ...of, round: 2 },
      { type: "result", seq: 2, ...of, round: 2, place: 1, ...ann, ...tally },
      { type: "roundEnd", seq: 3, ...of, round: 2, winner: ann, credits: 10 },
    ],
    scores: [{ type: "score", seq: 3, ...of, ...bob, credits: 0, kills: 0, deaths: 0, gone: true }],
  };

  it.each([1, 2, 3, 5, 100])(
    "is published with names, once, whatever is delivered again and wherever the process ends: batches of %d",
    async (size) => {
      const log = new MemoryFeedLog();
      const all = deliveries(matchFeed(await openFeed(log), EVENTS, options), encodeMatchEvent, MATCH);
      for (let at = 0; at < all.length; at += size) {
        // A new process, which knows what is kept and is given some of it again.
        const consumer = matchFeed(await openFeed(log), EVENTS, options);
        await consumer.deliver(all.slice(Math.max(0, at - 2), at + size));
      }
      for (const topic of ["kills", "rounds", "scores"] as const)
        expect(await messagesOf(log, topic)).toEqual(published[topic]);
      expect(reports).toEqual([]);
    },
  );

  it("include the place of a death after a delay, and all else at once", async () => {
    const log = new MemoryFeedLog();
    const consumer = matchFeed(await openFeed(log), EVENTS, { ...options, killDelayMs: 20_000 });
    await consumer.deliver(deliveries(consumer, encodeMatchEvent, MATCH));
    expect(await messagesOf(log, "rounds")).toEqual(published.rounds);
    expect([await log.due(19_999), await messagesOf(log, "kills")]).toEqual([[], []]);
    await log.due(20_000);
    expect(await messagesOf(log, "kills")).toEqual(published.kills);
  });

  it("are published for matches of earlier versions, whose events contain names", async () => {
    const log = new MemoryFeedLog();
    const consumer = matchFeed(await openFeed(log), EVENTS, { game: "duel", names: namesOf() });
    const arrived = encodeMatchEvent({ type: "joined", ...ann });
    await consumer.deliver([{ id: { room: ROOM, tick: 1, index: 0 }, bytes: arrived }]);
    const next = encodeMatchEvent(kill(0, -1));
    // A process that starts later has its memory of them.
    await matchFeed(await openFeed(log), EVENTS, { game: "duel", names: namesOf() }).deliver([
      { id: { room: ROOM, tick: 2, index: 0 }, bytes: next },
    ]);
    expect(await messagesOf(log, "kills")).toMatchObject([{ victim: ann, killer: null }]);
  });

  it("are not published for private matches", async () => {
    const log = new MemoryFeedLog();
    const consumer = matchFeed(await openFeed(log), EVENTS, options);
    const room = privateRoomId("x".repeat(PRIVATE_ID_CHARS));
    const all = deliveries(consumer, encodeMatchEvent, MATCH);
    await consumer.deliver(all.map(({ id, bytes }) => ({ id: { ...id, room }, bytes })));
    for (const topic of TOPIC_NAMES) expect(await log.span(topic)).toEqual({ first: 0, last: 0 });
  });
});

it("reports the players of a closed match as gone, once it can", async () => {
  const log = new MemoryFeedLog();
  const hub = await openFeed(log);
  const clock = new VirtualClock();
  const rooms = new Map<string, boolean | null>([[ROOM, null]]);
  const sweep = new ClosedMatches(hub, {
    clock,
    isOpen: async (room) => rooms.get(room) ?? null,
    report: (error) => reports.push(error),
  });
  const consumer = matchFeed(hub, EVENTS, options);
  await consumer.deliver(deliveries(consumer, encodeMatchEvent, MATCH.slice(0, 8)));
  const standing = { type: "score", ...of, ...bob, ...tally, credits: 20 };
  for (const isOpen of [null, true]) {
    rooms.set(ROOM, isOpen);
    clock.advance(60_000);
    for (let i = 0; i < 9; i++) await hub.publish([]);
    expect(await messagesOf(log, "scores")).toEqual([{ ...standing, seq: 2, gone: false }]);
  }
  rooms.set(ROOM, false);
  for (let i = 0; i < 9; i++) {
    clock.advance(60_000);
    for (let turn = 0; turn < 9; turn++) await hub.publish([]);
  }
  expect(await messagesOf(log, "scores")).toEqual([{ ...standing, seq: 3, gone: true }]);
  sweep.close();
  expect(reports).toEqual([]);
});

describe("lobby messages", () => {
  it("are published for the common channel, and erased everywhere", async () => {
    const log = new MemoryFeedLog();
    const consumer = lobbyFeed(await openFeed(log));
    const [first, second] = CHAT;
    const events: LobbyEvent[] = [
      first,
      second,
      { ...first, seat: 4 } as LobbyEvent,
      { ...first, channel: "match/secret", text: "secret" } as LobbyEvent,
      { type: "came", player: 1, name: "Ann" },
      { type: "erased", channel: "match/secret", line: 2, by: 0 },
    ];
    await consumer.deliver(deliveries(consumer, lobby.codecs.event.encode, events));
    const line = (seq: number) => ({
      type: "line",
      seq,
      line: seq,
      player: seq * 10,
      name: `N${seq}`,
      role: "moderator",
      text: `text ${seq}`,
    });
    expect(await messagesOf(log, "chat")).toEqual([line(1), line(2)]);
    const more: LobbyEvent[] = [
      ...events,
      { type: "erased", channel: "lobby", line: 1, by: 9 },
      { type: "forgotten", player: 20 },
    ];
    await consumer.deliver(deliveries(consumer, lobby.codecs.event.encode, more));
    expect(await messagesOf(log, "chat")).toEqual([
      { type: "erased", seq: 1, line: 1 },
      { type: "forgotten", seq: 2, player: 20 },
      { type: "erased", seq: 3, line: 1 },
      { type: "forgotten", seq: 4, player: 20 },
    ]);
  });
});
