import { describe, expect, it } from "vitest";
import { arenaMatchEvents } from "../../../server/games/arena/match-events.ts";
import { NpcNames } from "../../../server/games/arena/npc-names.ts";
import { matchFeed } from "../../../server/platform/feed/matches.ts";
import { TOPIC_NAMES } from "../../../server/platform/feed/topics.ts";
import { arena, CAUSE, type Event } from "../../../shared/games/arena/index.ts";
import { decodeAnyEvent } from "../../../shared/games/arena/legacy-events.ts";
import { ROOM_LIMITS } from "../../../shared/wire/limits.ts";
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
import { MemoryFeedLog } from "../../harness/memory-feed-log.ts";
import { namesOf } from "../../harness/names.ts";

const of = { match: ROOM, game: "arena" };
const options = { game: "arena", names: NAMES };
const npcs = new NpcNames();
npcs.update(ROOM, { names: ["", "", "", "", ...Array(60).fill(""), "Rook"] });
const death = (seat: number, by: number): Event => ({
  type: "death",
  seat,
  by,
  cause: CAUSE.rail,
  bounty: 70,
  x: 5,
  y: -6,
});
const tally = { credits: 10, kills: 1, deaths: 2 };

const MATCH: readonly Event[] = [
  { type: "roundStart", round: 2 },
  { type: "arrive", ...annThere },
  { type: "arrive", ...bobThere },
  { type: "spawn", seat: 0, x: 0, y: 0 },
  death(0, 3),
  { type: "standing", ...bobThere, ...tally },
  death(64, 0),
  { type: "standing", ...bobThere, ...tally, credits: 20 },
  death(3, -1),
  { type: "depart", ...bobThere },
  { type: "result", round: 2, ...annThere, place: 1, ...tally },
  { type: "roundEnd", round: 2, winner: 0, credits: 10 },
];

describe("events of matches of the arena", () => {
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
      const all = deliveries(
        matchFeed(await openFeed(log), arenaMatchEvents(npcs), options),
        arena.codecs.event.encode,
        MATCH,
      );
      for (let at = 0; at < all.length; at += size) {
        // A new process, which knows what is kept and is given some of it again.
        const consumer = matchFeed(await openFeed(log), arenaMatchEvents(npcs), options);
        await consumer.deliver(all.slice(Math.max(0, at - 2), at + size));
      }
      for (const topic of ["kills", "rounds", "scores"] as const)
        expect(await messagesOf(log, topic)).toEqual(published[topic]);
      expect(reports).toEqual([]);
    },
  );

  it("include the place of a death after a delay, and all else at once", async () => {
    const log = new MemoryFeedLog();
    const consumer = matchFeed(await openFeed(log), arenaMatchEvents(npcs), { ...options, killDelayMs: 20_000 });
    await consumer.deliver(deliveries(consumer, arena.codecs.event.encode, MATCH));
    expect(await messagesOf(log, "rounds")).toEqual(published.rounds);
    expect([await log.due(19_999), await messagesOf(log, "kills")]).toEqual([[], []]);
    await log.due(20_000);
    expect(await messagesOf(log, "kills")).toEqual(published.kills);
  });

  it("are published for matches of earlier versions, whose events contain names", async () => {
    const log = new MemoryFeedLog();
    const consumer = matchFeed(await openFeed(log), arenaMatchEvents(npcs), { game: "arena", names: namesOf() });
    const earlier = Buffer.from("0e004703416e6e", "hex");
    expect(decodeAnyEvent(earlier)).toEqual({ type: "arrive", seat: -1, player: 71, name: "Ann" });
    const arrived = Buffer.from("0e014703416e6e", "hex");
    await consumer.deliver([{ id: { room: ROOM, tick: 1, index: 0 }, bytes: new Uint8Array(arrived) }]);
    const next = arena.codecs.event.encode(death(0, -1));
    // A process that starts later has its memory of them.
    await matchFeed(await openFeed(log), arenaMatchEvents(npcs), { game: "arena", names: namesOf() }).deliver([
      { id: { room: ROOM, tick: 2, index: 0 }, bytes: next },
    ]);
    expect(await messagesOf(log, "kills")).toMatchObject([{ victim: ann, killer: null }]);
  });

  it("are not published for private matches", async () => {
    const log = new MemoryFeedLog();
    const consumer = matchFeed(await openFeed(log), arenaMatchEvents(npcs), options);
    const room = privateRoomId("x".repeat(PRIVATE_ID_CHARS));
    const all = deliveries(consumer, arena.codecs.event.encode, MATCH);
    await consumer.deliver(all.map(({ id, bytes }) => ({ id: { ...id, room }, bytes })));
    for (const topic of TOPIC_NAMES) expect(await log.span(topic)).toEqual({ first: 0, last: 0 });
  });
});

it("D8: knows the crews of so many matches", () => {
  const many = new NpcNames();
  for (let i = 0; i <= ROOM_LIMITS.rooms; i++) many.update(`m${i}`, { names: [`pilot ${i}`] });
  expect([many.nameOf("m0", 0), many.nameOf("m1", 0), many.nameOf("m1", 1)]).toEqual(["", "pilot 1", ""]);
});
