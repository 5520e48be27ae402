import { describe, expect, it } from "vitest";
import { CHANNEL_LINGER_TICKS, LOBBY_BOUNDS, ORDER_PRECEDENCE_TICKS } from "../../../shared/games/lobby/bounds.ts";
import { EVICTION, LOBBY_REFUSAL, lobby, lobbyConfig } from "../../../shared/games/lobby/index.ts";
import { ROLE } from "../../../shared/roles.ts";
import { Meeting, of } from "./meeting.ts";

const text = (events: Parameters<typeof of>[0]) => of(events, "line").map((line) => `${line.line} ${line.text}`);
const codes = (events: Parameters<typeof of>[0]) => of(events, "refused").map(({ code }) => code);

describe("who is in the lobby", () => {
  it("is announced once, however many seats they have", () => {
    const meeting = new Meeting();
    const join = (seat: number) => meeting.tick({ type: "join", seat, player: 7, name: "Ada" });
    expect(join(0)).toEqual([{ type: "came", player: 7, name: "Ada" }]);
    expect(join(1)).toEqual([]);
    expect(meeting.tick({ type: "drop", seat: 0 }, { type: "back", seat: 0 })).toEqual([]);
    expect(meeting.tick({ type: "leave", seat: 0 })).toEqual([]);
    expect(meeting.tick({ type: "leave", seat: 1 })).toEqual([{ type: "went", player: 7, name: "Ada" }]);
    expect(meeting.tick({ type: "leave", seat: 1 })).toEqual([]);
  });

  it("reads nothing while disconnected, until it subscribes again", () => {
    const meeting = new Meeting();
    meeting.enter(0);
    meeting.enter(1);
    const readers = () => meeting.world.derived.readers.get("lobby");
    expect(readers()).toEqual([0, 1]);
    meeting.tick({ type: "drop", seat: 0 });
    expect(readers()).toEqual([1]);
    meeting.tick({ type: "back", seat: 0 });
    expect(readers()).toEqual([1]);
    meeting.tick({ type: "open", seat: 0, after: 0 });
    expect(readers()).toEqual([0, 1]);
  });

  it("needs no ticks while it is empty, without matches or expiring channels", () => {
    const meeting = new Meeting();
    expect(lobby.nextWake(meeting.world)).toBeNull();
    meeting.enter(0);
    expect(lobby.nextWake(meeting.world)).toBe(meeting.world.tick + 1);
    meeting.tick({ type: "pulse" }, { type: "open", seat: 0, channel: "match/m1" });
    meeting.tick({ type: "leave", seat: 0 });
    meeting.ticks(meeting.world.config.matchSilentTicks + CHANNEL_LINGER_TICKS - 2);
    expect(lobby.nextWake(meeting.world)).not.toBeNull();
    meeting.ticks(1);
    expect(lobby.nextWake(meeting.world)).toBeNull();
  });
});

describe("chat", () => {
  it("comes after its history: all of it, or what followed a given message", () => {
    const meeting = new Meeting({ historyLines: 3 });
    meeting.enter(0);
    for (const word of ["a", "b", "c", "d"]) meeting.tick({ type: "say", seat: 0, text: word });
    const all = meeting.enter(1);
    expect(text(all)).toEqual(["2 b", "3 c", "4 d"]);
    expect(all.at(-1)).toEqual({ type: "opened", seat: 1, channel: "lobby", first: 2, last: 4 });
    expect(text(meeting.tick({ type: "open", seat: 1, after: 3 }))).toEqual(["4 d"]);
    expect(text(meeting.tick({ type: "open", seat: 1, after: 4 }))).toEqual([]);
    // Of another channel of that name: what is there says so.
    expect(meeting.tick({ type: "open", seat: 1, after: 9 })).toEqual([
      { type: "opened", seat: 1, channel: "lobby", first: 2, last: 4 },
    ]);
  });

  it("D8: comes in parts of history, ending with messages sent meanwhile", () => {
    const meeting = new Meeting({ sayBurst: 100, historyLines: 200 });
    meeting.enter(0);
    const { historyPerTick } = LOBBY_BOUNDS;
    for (let i = 0; i < historyPerTick + 5; i++) meeting.tick({ type: "say", seat: 0, text: `${i}` });
    expect(of(meeting.enter(1), "line")).toHaveLength(historyPerTick);
    const rest = meeting.tick({ type: "say", seat: 0, text: "now" });
    const [live, ...history] = of(rest, "line");
    expect([live.seat, live.line]).toEqual([-1, historyPerTick + 6]);
    expect(history.map(({ seat, line }) => [seat, line])).toEqual(
      Array.from({ length: 6 }, (_, i) => [1, historyPerTick + 1 + i]),
    );
    expect(meeting.world.derived.readers.get("lobby")).toEqual([0, 1]);
  });

  it("D8: is limited by a burst and a rate, also for players who leave and return", () => {
    const meeting = new Meeting({ sayBurst: 3, sayEveryTicks: 10 });
    meeting.enter(0);
    const say = () => meeting.tick({ type: "say", seat: 0, nonce: 5 });
    for (let i = 0; i < 3; i++) expect(of(say(), "line")).toHaveLength(1);
    const [refused] = of(say(), "refused");
    expect(refused).toMatchObject({ code: LOBBY_REFUSAL.tooFast, nonce: 5, seat: 0 });
    meeting.tick({ type: "leave", seat: 0 });
    meeting.enter(0);
    expect(codes(say())).toEqual([LOBBY_REFUSAL.tooFast]);
    meeting.ticks(refused.waitTicks - 5);
    expect(codes(say())).toEqual([LOBBY_REFUSAL.tooFast]);
    expect(of(say(), "line")).toHaveLength(1);
    expect(codes(say())).toEqual([LOBBY_REFUSAL.tooFast]);
  });

  it("D8: is limited per channel and tick", () => {
    const { linesPerTick } = LOBBY_BOUNDS;
    const meeting = new Meeting({ sayBurst: 100 });
    const seats = [0, 1, 2, 3, 4, 5, 6, 7];
    for (const seat of seats) meeting.enter(seat);
    const flood = seats.flatMap((seat) => Array.from({ length: 70 }, () => ({ type: "say", seat }) as const));
    const events = meeting.tick(...flood);
    expect(of(events, "line")).toHaveLength(linesPerTick);
    expect(of(events, "refused")).toHaveLength(560 - linesPerTick);
    expect(of(events, "refused")[0]).toMatchObject({ code: LOBBY_REFUSAL.tooFast, waitTicks: 1, seat: 7 });
  });

  it("of a match stays for a while after it, and is then closed with a message to its readers", () => {
    const meeting = new Meeting({ matchSilentTicks: 20 });
    meeting.enter(0);
    meeting.tick({ type: "pulse", listed: false }, { type: "open", seat: 0, channel: "match/m1" });
    meeting.tick({ type: "say", seat: 0, channel: "match/m1" });
    const closed = { type: "closed", channel: "match/m1" };
    expect(meeting.ticks(19 + CHANNEL_LINGER_TICKS - 1)).toEqual([]);
    expect(meeting.ticks(1)).toEqual([closed]);
    expect(codes(meeting.tick({ type: "say", seat: 0, channel: "match/m1" }))).toEqual([LOBBY_REFUSAL.noSuchChannel]);
  });

  it("of a match that returns continues", () => {
    const meeting = new Meeting({ matchSilentTicks: 20 });
    meeting.enter(0);
    meeting.tick({ type: "pulse" }, { type: "open", seat: 0, channel: "match/m1" });
    meeting.ticks(100);
    meeting.tick({ type: "pulse" });
    for (let i = 0; i < CHANNEL_LINGER_TICKS; i++) meeting.tick({ type: "pulse" });
    expect(of(meeting.tick({ type: "say", seat: 0, channel: "match/m1" }), "line")).toHaveLength(1);
  });

  it("D8: channels end early where there are too many", () => {
    const meeting = new Meeting({ matchSilentTicks: 5 });
    for (let seat = 0; seat < 8; seat++) meeting.enter(seat);
    let closed = 0;
    for (let i = 0; i < LOBBY_BOUNDS.channels + 8; i += 2) {
      const open = (room: string, seat: number) => [
        { type: "pulse", room } as const,
        { type: "open", seat, channel: `match/${room}` } as const,
        { type: "close", seat, channel: `match/${room}` } as const,
      ];
      const events = meeting.tick(...open(`m${i}`, i % 8), ...open(`m${i + 1}`, (i + 1) % 8));
      expect(codes(events)).toEqual([]);
      closed += of(events, "closed").length;
    }
    expect(closed).toBeGreaterThan(0);
    expect(meeting.world.channels.size).toBeLessThanOrEqual(LOBBY_BOUNDS.channels);
  });
});

describe("moderators", () => {
  const { guest, player, moderator, operator } = ROLE;

  it.each([
    ["a guest", guest, guest, false],
    ["a player", player, guest, false],
    ["a moderator, to a player", moderator, player, true],
    ["a moderator, to a moderator", moderator, moderator, false],
    ["a moderator, to an operator", moderator, operator, false],
    ["an operator, to a moderator", operator, moderator, true],
    ["an operator, to an operator", operator, operator, false],
  ])("%s may give orders below alone", (_, giver, taker, allowed) => {
    for (const order of ["mute", "ban", "erase"] as const) {
      const meeting = new Meeting();
      meeting.enter(0, giver);
      meeting.enter(1, taker);
      meeting.tick({ type: "say", seat: 1 });
      const events = meeting.tick({ type: order, seat: 0, player: 2, nonce: 9 });
      expect(codes(events), order).toEqual(allowed ? [] : [LOBBY_REFUSAL.notAllowed]);
      expect(events.some(({ type }) => type === "muted" || type === "banned" || type === "erased")).toBe(allowed);
    }
  });

  it("mute until a time, or until they lift it", () => {
    const meeting = new Meeting();
    meeting.enter(0, moderator);
    meeting.enter(1);
    const say = (atS: number) => meeting.tick({ type: "say", seat: 1, atS });
    meeting.tick({ type: "mute", seat: 0, player: 2, untilS: 1_500 });
    expect(of(say(1_490), "refused")).toMatchObject([{ code: LOBBY_REFUSAL.muted, waitTicks: 100 }]);
    expect(of(say(1_500), "line")).toHaveLength(1);
    meeting.tick({ type: "mute", seat: 0, player: 2, untilS: 9_000 });
    expect(codes(say(1_500))).toEqual([LOBBY_REFUSAL.muted]);
    meeting.tick({ type: "mute", seat: 0, player: 2, untilS: 0 });
    expect(of(say(1_500), "line")).toHaveLength(1);
  });

  it("override for a while what a lagging store says about returning players", () => {
    const meeting = new Meeting();
    meeting.enter(0, moderator);
    meeting.enter(1);
    meeting.tick({ type: "mute", seat: 0, player: 2, untilS: 9_000 });
    meeting.tick({ type: "leave", seat: 1 });
    meeting.enter(1);
    expect(codes(meeting.tick({ type: "say", seat: 1 }))).toEqual([LOBBY_REFUSAL.muted]);
    meeting.tick({ type: "leave", seat: 1 });
    meeting.ticks(ORDER_PRECEDENCE_TICKS);
    meeting.enter(1);
    expect(of(meeting.tick({ type: "say", seat: 1 }), "line")).toHaveLength(1);
  });

  it("ban a player, who is removed and stays out", () => {
    const meeting = new Meeting();
    meeting.enter(0, moderator);
    meeting.enter(1);
    meeting.tick({ type: "say", seat: 1 });
    expect(meeting.tick({ type: "ban", seat: 0, player: 2, why: "rude" }).map(({ type }) => type)).toEqual([
      "banned",
      "went",
    ]);
    expect(meeting.world.seats[1]?.out).toBe(EVICTION.banned);
    expect(meeting.tick({ type: "say", seat: 1 }, { type: "open", seat: 1 }, { type: "back", seat: 1 })).toEqual([]);
    expect(meeting.tick({ type: "leave", seat: 1 })).toEqual([]);
    expect(meeting.enter(1)).toEqual([]);
    expect(meeting.world.seats[1]?.out).toBe(EVICTION.banned);
  });

  it("can sanction players by their messages after they left, and nobody else", () => {
    const meeting = new Meeting();
    meeting.enter(0, moderator);
    meeting.enter(1);
    meeting.enter(2);
    meeting.tick({ type: "say", seat: 1 }, { type: "leave", seat: 1 }, { type: "leave", seat: 2 });
    expect(of(meeting.tick({ type: "ban", seat: 0, player: 2 }), "banned")).toHaveLength(1);
    expect(codes(meeting.tick({ type: "ban", seat: 0, player: 3 }))).toEqual([LOBBY_REFUSAL.noSuchPlayer]);
    expect(codes(meeting.tick({ type: "mute", seat: 0, player: 0 }))).toEqual([LOBBY_REFUSAL.noSuchPlayer]);
  });
});

describe("a deleted player", () => {
  it("leaves nothing behind: no text, no name, no seat, no score", () => {
    const meeting = new Meeting();
    for (const seat of [0, 1]) meeting.enter(seat);
    meeting.tick({ type: "pulse" }, { type: "standing", player: 1, name: "p1" }, { type: "place", player: 1 });
    meeting.tick({ type: "open", seat: 0, channel: "match/m1" });
    meeting.tick(
      { type: "say", seat: 0, text: "a secret" },
      { type: "say", seat: 1, text: "stays" },
      { type: "say", seat: 0, channel: "match/m1", text: "a secret" },
    );
    const events = meeting.tick({ type: "forget", player: 1 });
    expect(events).toEqual([
      { type: "erased", channel: "lobby", line: 1, by: 0 },
      { type: "erased", channel: "match/m1", line: 1, by: 0 },
      { type: "went", player: 1, name: "p1" },
      { type: "forgotten", player: 1 },
    ]);
    expect(meeting.world.seats[0]?.out).toBe(EVICTION.forgotten);
    meeting.tick({ type: "leave", seat: 0 });
    const saved = Buffer.from(lobby.save(meeting.world)).toString("latin1");
    expect(saved).not.toContain("a secret");
    expect(saved).not.toContain("p1");
    expect(saved).toContain("stays");
    expect(meeting.world.erasures).toBe(1);
  });
});

describe("matches", () => {
  it("keep their rows while they last, and are forgotten with their scores and places when silent", () => {
    const meeting = new Meeting({ matchSilentTicks: 20 });
    meeting.enter(0);
    const { world } = meeting;
    meeting.tick({ type: "pulse", room: "a" }, { type: "pulse", room: "b" }, { type: "place", player: 1, room: "a" });
    meeting.tick({ type: "standing", room: "a", seat: 4, credits: 5 }, { type: "standing", room: "b", seat: 4 });
    for (let i = 0; i < 18; i++) meeting.tick({ type: "pulse", room: "b" });
    expect([world.matches.map((match) => match?.room), world.members.get(1)?.match]).toEqual([["a", "b"], "a"]);
    meeting.tick({ type: "pulse", room: "b" }, { type: "pulse", room: "b" });
    meeting.ticks(1);
    expect([world.matches.map((match) => match?.room), world.members.get(1)?.match]).toEqual([[undefined, "b"], ""]);
    expect(world.scores).toEqual([null, expect.objectContaining({ match: 1 })]);
    meeting.tick({ type: "standing", room: "b", seat: 9 }, { type: "pulse", room: "c" });
    expect(world.matches.map((match) => match?.room)).toEqual(["c", "b"]);
    expect(world.scores.map((score) => score?.seat)).toEqual([9, 4]);
    meeting.tick({ type: "standing", room: "b", seat: 9, gone: true });
    expect(world.scores.map((score) => score?.seat)).toEqual([undefined, 4]);
  });

  it("publish their end time again only when it changes noticeably", () => {
    const meeting = new Meeting();
    meeting.tick({ type: "pulse", endsInS: 60 });
    const [match] = meeting.world.matches;
    const endsAt = match?.endsAt;
    meeting.ticks(9);
    meeting.tick({ type: "pulse", endsInS: 60 });
    expect(match?.endsAt).toBe(endsAt);
    meeting.tick({ type: "pulse", endsInS: 30 });
    expect(match?.endsAt).toBe(meeting.world.tick + 300);
  });

  it("give players a place: the match they joined last, until they leave it", () => {
    const meeting = new Meeting();
    const match = () => meeting.world.members.get(5)?.match;
    meeting.tick({ type: "place", player: 5, room: "a" }, { type: "place", player: 5, room: "b" });
    meeting.tick({ type: "place", player: 5, room: "a", here: false });
    expect(match()).toBe("b");
    meeting.tick({ type: "place", player: 5, room: "b", here: false });
    expect(match()).toBe("");
  });

  it("D8: are limited, as are scores and members", () => {
    const meeting = new Meeting();
    const { matches, scores, members } = LOBBY_BOUNDS;
    const many = (count: number, brief: (i: number) => object) =>
      Array.from({ length: count }, (_, i) => brief(i) as { type: "place" });
    meeting.tick(...many(matches + 1, (i) => ({ type: "pulse", room: `r${i}` })));
    expect(meeting.world.matches).toHaveLength(matches);
    meeting.tick(...many(scores + 1, (i) => ({ type: "standing", room: "r0", seat: i })));
    expect(meeting.world.scores).toHaveLength(scores);
    meeting.enter(0);
    meeting.tick(...many(members + 1, (i) => ({ type: "place", player: i + 10, room: "r1" })));
    expect(meeting.world.members.size).toBe(members);
    expect([meeting.world.members.has(1), meeting.world.members.has(10)]).toEqual([true, false]);
  });
});

describe("notices", () => {
  it("go wherever the player is", () => {
    const meeting = new Meeting();
    meeting.tick({ type: "join", seat: 0, player: 3 }, { type: "join", seat: 5, player: 3 });
    meeting.enter(1);
    expect(meeting.tick({ type: "notice", player: 3, id: 4, text: "{}" })).toEqual(
      [0, 5].map((seat) => ({ type: "notice", seat, id: 4, text: "{}" })),
    );
    expect(meeting.tick({ type: "notice", player: 99 })).toEqual([]);
  });
});

describe("the lobby's settings", () => {
  it.each([
    [{ seats: 0 }, "seats: 0 is not a whole number from 1 to 4000"],
    [{ historyLines: 1.5 }, "historyLines: 1.5 is not"],
    [{ openChannels: 33 }, "openChannels: 33 is not"],
  ])("refuse %o by name", (settings, message) => {
    expect(() => lobbyConfig(settings)).toThrow(message);
  });
});
