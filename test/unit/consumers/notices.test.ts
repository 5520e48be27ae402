import { describe, expect, it } from "vitest";
import { lobbyNotifications } from "../../../server/games/lobby/consumers/index.ts";
import { mentionsOf } from "../../../server/games/lobby/consumers/mentions.ts";
import type { Delivery } from "../../../server/outbox/index.ts";
import { nameKey } from "../../../server/platform/identity/name.ts";
import { matchNotifications } from "../../../server/platform/notifications/index.ts";
import { eventCodec } from "../../../shared/games/lobby/codecs.ts";
import type { Event } from "../../../shared/games/lobby/event.ts";
import { NOTIFICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { MATCH_EVENTS } from "../../harness/match-events.ts";
import { lab, NOW_MS, ofLobby, ofMatch, PRIVATE_ROOM, ROOM, register, result, someone } from "./lab.ts";

const [ADA, BOB, CYD, DAN] = [1, 2, 3, 4];
const came = (player: number): Event => ({ type: "came", player, name: `P${player}` });
const went = (player: number): Event => ({ type: "went", player, name: `P${player}` });
const line = (text: string, player = BOB, seat = -1): Event => {
  const rest = { channel: "lobby", line: 4, role: 1, atS: 9, nonce: 0 };
  return { type: "line", seat, player, name: `P${player}`, text, ...rest };
};

async function office() {
  const made = await lab();
  let nowMs = NOW_MS;
  const host = { ...made.host, nowMs: () => nowMs, nameKey };
  await register(made.store, ["Ada", "Bob", "Cyd Ey", "Dan"]);
  const hall = lobbyNotifications(host);
  return {
    ...made,
    matches: matchNotifications(MATCH_EVENTS, host),
    hall: {
      wants: hall.wants,
      /** As of a lobby whose world has come as far as its events. */
      deliver(events: readonly Delivery[]) {
        made.lobby.hear(events.map(({ bytes }) => eventCodec.decode(bytes)));
        return hall.deliver(events);
      },
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
    told: () => made.lobby.notices.map(({ player, item }) => [player, item.kind, item.id]),
  };
}

describe("notices of matches", () => {
  it("tell a player that the bounty on their head has grown", async () => {
    const { matches, lobby, store } = await office();
    const events = ofMatch(9, [
      { type: "bounty", ...someone(ADA), bounty: 200 },
      { type: "bounty", ...someone(0), bounty: 400 },
    ]);
    for (let i = 0; i < 3; i++) await matches.deliver(events);
    const item = { kind: "bounty", id: 1, atMs: NOW_MS, room: ROOM, bounty: 200 };
    expect(lobby.notices).toEqual([{ player: ADA, item }]);
    const body = '{"room":"match","bounty":200}';
    expect(await store.inbox(ADA, 0, 9)).toMatchObject([{ id: 1, kind: "bounty", body, atMs: NOW_MS }]);
  });

  it("want nothing that happens by the thousand", async () => {
    const { matches, hall } = await office();
    for (const type of ["hit", "burst", "beam", "score", "status"]) expect(matches.wants?.({ type })).toBe(false);
    expect([line("hi"), line("hi @ada", BOB, 3), line("hi @ada")].map((event) => hall.wants?.(event))).toEqual([
      ...[false, false, true],
    ]);
  });

  it("tell online followers, once, that a friend stays for the next round, except those who are playing", async () => {
    const { matches, hall, store, lobby, told } = await office();
    for (const follower of [BOB, CYD, DAN]) for (const friend of [ADA, BOB]) await store.follow(follower, friend);
    await hall.deliver(ofLobby(1, [came(BOB), came(CYD)]));
    lobby.commands = [];
    const events = ofMatch(60, [result(ADA, 1, 9), result(BOB, 2, 3)]);
    await matches.deliver(events);
    await matches.deliver(events);
    expect(told()).toEqual([[CYD, "round", 2]]);
    expect(lobby.notices[0].item).toMatchObject({ room: ROOM, round: 2, player: ADA, name: "P1" });
    await matches.deliver(ofMatch(60, [result(ADA, 1, 9)], PRIVATE_ROOM));
    expect(told()).toHaveLength(1);
    await hall.deliver(ofLobby(2, [went(CYD)]));
    await matches.deliver(ofMatch(120, [result(ADA, 1, 9, 2)]));
    expect(told()).toEqual([
      [CYD, "round", 2],
      [BOB, "round", 1],
    ]);
  });
});

describe("notices of the lobby", () => {
  it("tell players mentioned in a message, once each, and not its author", async () => {
    const { hall, lobby, told } = await office();
    const events = ofLobby(5, [line("@ADA, @dan and @ada: hello @bob!")]);
    await hall.deliver(events);
    await hall.deliver(events);
    expect(told()).toEqual([
      [ADA, "mention", 1],
      [DAN, "mention", 1],
    ]);
    expect(lobby.notices[0].item).toEqual({
      ...{ kind: "mention", id: 1, atMs: NOW_MS, channel: "lobby", line: 4, player: BOB, name: "P2" },
    });
  });

  it("tell guests who are online under the mentioned name", async () => {
    const { hall, told } = await office();
    await hall.deliver(ofLobby(5, [line("@p2 hello", ADA)]));
    await hall.deliver(ofLobby(6, [came(BOB), line("@p2 hello", ADA)]));
    await hall.deliver(ofLobby(7, [went(BOB), line("@p2 hello", ADA)]));
    expect(told()).toEqual([[BOB, "mention", 1]]);
  });

  it("quote no messages, because those can be erased", async () => {
    const { hall, store } = await office();
    await hall.deliver(ofLobby(5, [line("@ada secret")]));
    expect(JSON.stringify(await store.inbox(ADA, 0, 9))).not.toContain("secret");
  });

  it("tell online players that a friend came", async () => {
    const { hall, store, told } = await office();
    for (const follower of [BOB, CYD, DAN]) await store.follow(follower, ADA);
    await store.follow(ADA, BOB);
    await hall.deliver(ofLobby(5, [came(BOB), came(DAN)]));
    const events = ofLobby(6, [went(DAN), came(ADA)]);
    await hall.deliver(events);
    await hall.deliver(events);
    expect(told()).toEqual([[BOB, "friend", 1]]);
  });

  it("do not repeat for friends who come and go", async () => {
    const { hall, store, told, pass, limits } = await office();
    await store.follow(BOB, ADA);
    await hall.deliver(ofLobby(5, [came(BOB)]));
    for (let tick = 6; tick < 16; tick++) await hall.deliver(ofLobby(tick, [came(ADA), went(ADA)]));
    expect([told().length, limits]).toEqual([1, Array(9).fill("friendEveryMs")]);
    pass(NOTIFICATION_LIMITS.friendEveryMs);
    await hall.deliver(ofLobby(20, [came(ADA)]));
    expect(told()).toHaveLength(2);
  });

  it("of a kind that is muted are not kept", async () => {
    const { hall, store, told } = await office();
    await store.muteKind(ADA, "mention", true);
    await hall.deliver(ofLobby(5, [line("@ada @dan")]));
    expect([told(), await store.inbox(ADA, 0, 9)]).toEqual([[[DAN, "mention", 1]], []]);
  });

  it("are kept whole or not at all, and shown once, when the store fails in the middle", async () => {
    const { hall, store, fault, told } = await office();
    const events = ofLobby(5, [line("@ada"), line("@dan"), line("@ada @dan")]);
    for (const where of ["5.0", "5.2"]) {
      fault.at = where;
      await expect(hall.deliver(events)).rejects.toThrow("disk full");
      expect([told(), await store.inbox(ADA, 0, 9)]).toEqual([[], []]);
    }
    fault.at = "";
    await hall.deliver(events.slice(0, 2));
    await hall.deliver(events);
    expect(told()).toEqual([ADA, DAN, ADA, DAN].map((player, i) => [player, "mention", 1 + (i >> 1)]));
  });

  it("D8: are for so many of a line's names, and so many followers", async () => {
    const { hall, store, told, lobby, limits } = await office();
    const most = NOTIFICATION_LIMITS.mentionsPerLine;
    await hall.deliver(ofLobby(5, [line(`${"@nobody ".repeat(most - 1)}@ada @dan`)]));
    expect(told()).toEqual([[ADA, "mention", 1]]);
    lobby.commands = [];
    const many = Array.from({ length: NOTIFICATION_LIMITS.followersTold + 5 }, (_, i) => 10 + i);
    await register(store, ["Star", ...many.map((id) => `Q${id}`)], 9);
    for (const id of many) await store.follow(id, 9);
    await hall.deliver(ofLobby(6, many.map(came)));
    lobby.commands = [];
    await hall.deliver(ofLobby(7, [came(9)]));
    expect(told()).toHaveLength(NOTIFICATION_LIMITS.followersTold);
    expect(limits).toEqual(["mentionsPerLine", "followersTold"]);
  });

  it("D8: remember so many who came lately", async () => {
    const { hall, store, told, limits } = await office();
    await store.follow(BOB, ADA);
    await hall.deliver(ofLobby(5, [came(BOB), came(ADA)]));
    const many = Array.from({ length: NOTIFICATION_LIMITS.friendsRemembered }, (_, i) => came(100 + i));
    for (let i = 0; i < many.length; i += 256) await hall.deliver(ofLobby(6 + i, many.slice(i, i + 256)));
    await hall.deliver(ofLobby(9_999, [came(ADA)]));
    expect(told()).toHaveLength(2);
    expect(new Set(limits)).toEqual(new Set(["friendsRemembered"]));
  });
});

describe("a mention", () => {
  it.each([
    ["@Ada", [["Ada"]]],
    ["hi @Ada!", [["Ada!", "Ada"]]],
    ["(@Ada)", [["Ada)", "Ada"]]],
    ["@Cyd Ey, go", [["Cyd Ey, go", "Cyd Ey,", "Cyd Ey", "Cyd"]]],
    ["@a @b", [["a"], ["b"]]],
    ["ada@example.org", []],
    ["@ Ada", []],
    ["@@Ada", [["Ada"]]],
    ["@", []],
    ["@...", [["..."]]],
    ["no", []],
  ])("in %j may mean %j", (text, expected) => {
    expect(mentionsOf(text)).toEqual(expected);
  });

  it("D7: is looked for in bounded time, whatever the line", () => {
    const lines = ["@", "@a", " @", "@ ", "@é", "@a b "].map((part) => part.repeat(240).slice(0, 240));
    const began = performance.now();
    for (let i = 0; i < 50; i++)
      for (const text of lines)
        expect(mentionsOf(text).length).toBeLessThanOrEqual(NOTIFICATION_LIMITS.mentionsPerLine);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
