import { describe, expect, it } from "vitest";
import { leagueConsumer } from "../../../server/platform/league/index.ts";
import { findOvertaken } from "../../../server/platform/league/overtaken.ts";
import { NOTIFICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { MATCH_EVENTS } from "../../harness/match-events.ts";
import { lab, NOW_MS, ofMatch, PRIVATE_ROOM, ROOM, register, result, roundEnd } from "./lab.ts";

async function league() {
  const { store, fault, lobby, host, reports, limits, unshown } = await lab();
  await register(store, ["Ada", "Bob", "Cyd", "Dan"]);
  const rows = async (since = 0) =>
    (await store.league("tag", since, 9)).map(({ player, credits }) => [player, credits]);
  return { store, fault, lobby, host, reports, limits, unshown, rows, consumer: leagueConsumer(MATCH_EVENTS, host) };
}

describe("the league", () => {
  it("counts each known person's result of a round, and nobody else's", async () => {
    const { store, consumer, rows } = await league();
    const idle = { ...result(3, 4, 0), kills: 0 };
    await consumer.deliver(ofMatch(60, [result(1, 1, 70), result(0, 2, 60), result(2, 3, 5), idle, roundEnd()]));
    expect(await rows()).toEqual([
      [1, 70],
      [2, 5],
    ]);
    expect(await store.roundsOf(1, 9)).toEqual([
      { game: "tag", room: ROOM, round: 1, endedAtMs: NOW_MS, player: 1, place: 1, credits: 70, kills: 1, deaths: 0 },
    ]);
  });

  it("receives only results and ends of rounds", async () => {
    const { consumer } = await league();
    const wanted = ["result", "roundEnd", "hit", "burst", "beam", "score", "status"].filter((type) =>
      consumer.wants?.({ type }),
    );
    expect(wanted).toEqual(["result", "roundEnd"]);
  });

  it("does not count private matches", async () => {
    const { consumer, rows, lobby } = await league();
    await consumer.deliver(ofMatch(60, [result(1, 1, 70), result(2, 2, 1), roundEnd()], PRIVATE_ROOM));
    expect([await rows(), lobby.commands]).toEqual([[], []]);
  });

  it("counts a result once, however often and in whatever pieces it comes", async () => {
    const { consumer, rows, lobby } = await league();
    const first = ofMatch(60, [result(1, 1, 10), result(2, 2, 5), roundEnd()]);
    const second = ofMatch(120, [result(2, 1, 30, 2), result(1, 2, 1, 2), roundEnd(2)]);
    await consumer.deliver(first.slice(0, 1));
    await consumer.deliver(first);
    await consumer.deliver([...first.slice(1), ...second.slice(0, 1)]);
    await consumer.deliver([...first, ...second]);
    await consumer.deliver(first);
    expect(await rows()).toEqual([
      [2, 35],
      [1, 11],
    ]);
    expect(lobby.notices).toHaveLength(1);
  });

  it("takes a delivery whole or not at all when the store fails, and then again", async () => {
    const { store, fault, consumer, rows, lobby } = await league();
    await consumer.deliver(ofMatch(60, [result(1, 1, 10), result(2, 2, 5), roundEnd()]));
    const events = ofMatch(120, [result(2, 1, 30, 2), result(1, 2, 1, 2), roundEnd(2)]);
    for (const where of ["120.0", "120.1", "120.2"]) {
      fault.at = where;
      await expect(consumer.deliver(events)).rejects.toThrow("disk full");
      expect(await rows()).toEqual([
        [1, 10],
        [2, 5],
      ]);
      expect([await store.inbox(1, 0, 9), lobby.commands]).toEqual([[], []]);
    }
    fault.at = "";
    await consumer.deliver(events);
    expect(await rows()).toEqual([
      [2, 35],
      [1, 11],
    ]);
    expect(lobby.notices).toHaveLength(1);
  });

  it("notifies overtaken players by whom, and of their new rank", async () => {
    const { store, consumer, lobby } = await league();
    await consumer.deliver(ofMatch(60, [result(1, 1, 50), result(2, 2, 40), result(3, 3, 10), roundEnd()]));
    expect(lobby.notices).toEqual([]);
    await consumer.deliver(ofMatch(120, [result(3, 1, 100, 2), roundEnd(2)]));
    const by = { kind: "overtaken", player: 3, name: "Cyd", game: "tag", id: 1, atMs: NOW_MS };
    expect(lobby.notices).toEqual([
      { player: 1, item: { ...by, place: 2 } },
      { player: 2, item: { ...by, place: 3 } },
    ]);
    expect(await store.inbox(1, 0, 9)).toEqual([
      { id: 1, kind: "overtaken", body: '{"player":3,"name":"Cyd","place":2,"game":"tag"}', atMs: NOW_MS },
    ]);
  });

  it("keeps notices in the inbox while the lobby is away, and sends none twice", async () => {
    const { store, consumer, lobby, reports, unshown } = await league();
    await consumer.deliver(ofMatch(60, [result(1, 1, 50), roundEnd()]));
    lobby.refuses = true;
    const events = ofMatch(120, [result(3, 1, 100, 2), roundEnd(2)]);
    await consumer.deliver(events);
    lobby.refuses = false;
    await consumer.deliver(events);
    expect([lobby.notices, (await store.inbox(1, 0, 9)).length, reports, unshown]).toEqual([[], 1, [], [1]]);
  });

  it("writes nothing of a kind that is muted", async () => {
    const { store, consumer, lobby } = await league();
    await store.muteKind(1, "overtaken", true);
    await consumer.deliver(ofMatch(60, [result(1, 1, 50), roundEnd()]));
    await consumer.deliver(ofMatch(120, [result(3, 1, 100, 2), roundEnd(2)]));
    expect([lobby.notices, await store.inbox(1, 0, 9)]).toEqual([[], []]);
  });

  it("D8: looks no further down than its bound", async () => {
    const { store, consumer, lobby, limits } = await league();
    const count = NOTIFICATION_LIMITS.overtakenPlaces;
    await register(
      store,
      Array.from({ length: count - 2 }, (_, i) => `Q${i}`),
      5,
    );
    const all = Array.from({ length: count + 1 }, (_, i) => result(i + 1, i + 1, 1_000 - i));
    await consumer.deliver(ofMatch(60, [...all, roundEnd()]));
    await consumer.deliver(ofMatch(120, [result(count + 2, 1, 5_000, 2), roundEnd(2)]));
    expect(lobby.notices.map(({ player }) => player)).toEqual(Array.from({ length: count - 1 }, (_, i) => i + 1));
    expect(limits).toEqual(["overtakenPlaces", "overtakenPlaces"]);
  });
});

describe("who was overtaken", () => {
  const row = (player: number, credits: number) => {
    return { player, name: `P${player}`, credits, kills: 0, deaths: 0, rounds: 1, wins: 0 };
  };

  it.each([
    ["nobody where nobody gained", [row(1, 9), row(2, 5)], {}, []],
    ["nobody by who was ahead before", [row(1, 9), row(2, 5)], { 1: 2 }, []],
    ["nobody by who only drew level", [row(1, 9), row(2, 9)], { 2: 4 }, []],
    ["nobody who had nothing yet", [row(1, 9), row(2, 5)], { 1: 9, 2: 5 }, []],
    ["not by who was level", [row(1, 9), row(2, 5)], { 1: 4 }, []],
    ["by the best of those who came past", [row(1, 9), row(2, 8), row(3, 5)], { 1: 8, 2: 8 }, [[3, 3, 1]]],
    ["also who gained less", [row(2, 20), row(1, 12)], { 1: 2, 2: 15 }, [[1, 2, 2]]],
  ] as const)("is %s", (_what, rows, gained, expected) => {
    const found = findOvertaken(rows, new Map(Object.entries(gained).map(([player, by]) => [Number(player), by])));
    expect(found.map(({ player, place, by }) => [player, place, by.player])).toEqual(expected);
  });
});
