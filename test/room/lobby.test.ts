import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LOBBY_REFUSAL, lobby } from "../../shared/games/lobby/index.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { ROLE } from "../../shared/roles.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { LOBBY_LIMITS, REPLICATION_LIMITS, ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { decodeEvents, decodeRefusal } from "../../shared/wire/messages.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { person } from "../harness/fake-gate.ts";
import { LobbyLab } from "../harness/lobby-lab.ts";
import { RoomBench } from "../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let lab: LobbyLab;
beforeEach(async () => {
  lab = await LobbyLab.open();
});
afterEach(() => lab.room.room.disconnect());

const { guest, moderator } = ROLE;
const said = (client: FakeClient) =>
  client.take("events").flatMap((bytes) => decodeEvents(bytes).map(({ bytes: one }) => lobby.codecs.event.decode(one)));
const refusals = (client: FakeClient) => client.take("refusal").map(decodeRefusal);
const send = (client: FakeClient, command: LobbyClientCommand) => client.command(0, encodeLobbyCommand(command));
const open = { type: "open", channel: "lobby", after: -1, nonce: 1 } as const;
const say = (text: string, nonce = 2) => ({ type: "say", channel: "lobby", text, nonce }) as const;

describe("people in the lobby", () => {
  it("are who they signed in as, and nobody comes in without", async () => {
    await expect(lab.room.join({ name: "x" })).rejects.toMatchObject({ code: ROOM_REFUSAL.signInFirst });
    await expect(lab.room.join({}, {}, person(0))).rejects.toMatchObject({ message: /sign in/ });
    const ada = await lab.enter(7, moderator);
    expect(ada.lobby.people()).toEqual([{ player: 7, name: "p7", role: moderator, match: "", away: false }]);
    expect(ada.lobby.player).toBe(7);
  });

  it("D8: have so many seats each", async () => {
    for (let i = 0; i < LOBBY_LIMITS.seatsPerPlayer; i++) await lab.raw(7);
    await expect(lab.raw(7)).rejects.toMatchObject({ code: ROOM_REFUSAL.tooManySeats });
    const bob = await lab.enter(8);
    expect(bob.lobby.people().map(({ player }) => player)).toEqual([7, 8]);
  });

  it("D8: have their lines and reports counted with all others of their sender, and are told when that is too many", async () => {
    const client = await lab.raw(7);
    const spent: string[] = [];
    let may = true;
    Object.assign(client, {
      spend(budget: string) {
        spent.push(budget);
        return may;
      },
    });
    send(client, open);
    send(client, say("hello"));
    send(client, { type: "report", channel: "lobby", line: 1, why: "", nonce: 3 });
    await lab.ticks(1);
    expect(spent).toEqual(["chatLines", "reports"]);
    const heard = () => said(client).flatMap((event) => (event.type === "line" ? [event.text] : []));
    expect(new Set(heard())).toEqual(new Set(["hello"]));
    may = false;
    send(client, say("again", 4));
    await lab.ticks(1);
    expect(refusals(client)).toEqual([
      { code: ROOM_REFUSAL.tooManyCommands, reason: expect.stringMatching(/^chatLines: too many/) },
    ]);
    expect(heard()).not.toContain("again");
  });

  it("are shown in the match where they play, if everyone may know of it", async () => {
    const ada = await lab.enter(1);
    const pulse = { type: "pulse", round: 1, playing: true, endsInS: 30, people: 1, seats: 4 } as const;
    void lab.put({ ...pulse, room: "open", listed: true });
    void lab.put({ ...pulse, room: "hidden", listed: false });
    void lab.put({ type: "place", player: 1, room: "open", here: true });
    const score = { credits: 5, kills: 1, deaths: 0, gone: false };
    void lab.put({ type: "standing", room: "hidden", seat: 0, player: 1, name: "p1", ...score });
    void lab.put({ type: "standing", room: "open", seat: 0, player: 2, name: "low", ...score });
    void lab.put({ type: "standing", room: "open", seat: 1, player: 3, name: "top", ...score, credits: 9 });
    await lab.ticks(1);
    expect(ada.lobby.people()[0].match).toBe("open");
    const [match, ...more] = ada.lobby.matches();
    expect(more).toEqual([]);
    expect(match).toMatchObject({ room: "open", people: 1, scores: [{ name: "top" }, { name: "low" }] });
    expect(match.endsAtMs - lab.bench.clock.nowMs()).toBeCloseTo(30_000, -3);
    void lab.put({ type: "place", player: 1, room: "hidden", here: true });
    await lab.ticks(1);
    expect(ada.lobby.people()[0].match).toBe("");
  });
});

describe("chat", () => {
  it("comes to all who read, with what was said before to who comes later", async () => {
    const [ada, bob] = [await lab.enter(1), await lab.enter(2)];
    const answer = ada.lobby.say("lobby", "  <b>hi</b>  there\n");
    await lab.ticks(2);
    expect(await answer).toEqual({ ok: true });
    expect(bob.heard).toMatchObject([{ id: 1, player: 1, name: "p1", text: "<b>hi</b> there", erased: false }]);
    const eve = await lab.enter(3);
    expect(eve.lobby.channel("lobby")).toMatchObject({
      status: "open",
      messages: [{ id: 1, text: "<b>hi</b> there" }],
    });
    expect(eve.heard).toEqual([]);
  });

  it("has no gap and no repeat for who was away, however they return", async () => {
    const [ada, bob] = [await lab.enter(1), await lab.enter(2)];
    const words: string[] = [];
    for (let i = 0; i < 12; i++) {
      words.push(`line ${i}`);
      void ada.lobby.say("lobby", `line ${i}`);
      if (i % 3 === 1) bob.link.drop(100 * i);
      await lab.ticks(21);
    }
    await lab.ticks(20);
    expect(bob.heard.map(({ text }) => text)).toEqual(words);
    expect(bob.lobby.channel("lobby")?.messages.map(({ id }) => id)).toEqual(words.map((_, i) => i + 1));
  });

  it("A2: of one address takes the place of nobody else's, for who comes later or was away meanwhile", async () => {
    const host = lab.bench.options as { playerKey?: (address: string) => string };
    const from = (key: string) => {
      host.playerKey = () => key;
    };
    from("adas key");
    const ada = await lab.enter(1);
    const bob = await lab.enter(2);
    void ada.lobby.say("lobby", "of Ada");
    await lab.ticks(4);
    from("a crowds");
    const crowd: FakeClient[] = [];
    for (let player = 10; player < 18; player++) crowd.push(await lab.raw(player));
    for (const one of crowd) send(one, open);
    bob.link.drop(20_000);
    const { historyLines, sayBurst, sayEveryTicks } = lab.definition.config;
    for (let line = 0; line < (2 * historyLines) / crowd.length; line++) {
      for (const one of crowd) send(one, say(`${line}`));
      await lab.ticks(line < sayBurst ? 1 : sayEveryTicks);
    }
    await lab.ticks(20);
    from("eves key");
    const eve = await lab.enter(3);
    await lab.ticks(10);
    const lines = eve.lobby.channel("lobby")?.messages ?? [];
    expect([lines.length, lines[0].text, eve.lobby.channel("lobby")?.status]).toEqual([historyLines, "of Ada", "open"]);
    expect(lines.at(-1)?.id).toBeGreaterThan(1.5 * historyLines);
    // Bob has what he had, and the rest once each.
    const ids = bob.lobby.channel("lobby")?.messages.map(({ id }) => id) ?? [];
    expect([bob.lobby.channel("lobby")?.status, ids[0], ids.at(-1)]).toEqual(["open", 1, lines.at(-1)?.id]);
    expect(bob.heard.map(({ id }) => id)).toEqual(ids);
  });

  it("is asked for again where something was lost on the way", async () => {
    const [ada, bob] = [await lab.enter(1), await lab.enter(2)];
    for (const word of ["one", "two", "three"]) {
      // A socket so slow that more happens than is kept for it.
      const client = lab.room.room.clients.getById(bob.sessionId) as unknown as FakeClient;
      const slow = word === "two";
      client.bufferedBytes = slow ? 1e9 : 0;
      for (let i = 0; slow && i < REPLICATION_LIMITS.keptEvents; i++)
        void lab.put({ type: "notice", player: 2, id: 1 + i, text: "{}" });
      void ada.lobby.say("lobby", word);
      await lab.ticks(2);
    }
    await lab.ticks(4);
    expect(lab.bench.metrics.eventDropped).toBe(1);
    expect(bob.heard.map(({ id, text }) => `${id} ${text}`)).toEqual(["1 one", "2 two", "3 three"]);
  });

  it("of a match waits for the match, and is gone with it", async () => {
    const ada = await lab.enter(1);
    ada.lobby.open("match/m1");
    await lab.ticks(3);
    expect(ada.lobby.channel("match/m1")?.status).toBe("opening");
    const pulse = {
      type: "pulse",
      room: "m1",
      listed: false,
      round: 1,
      playing: true,
      endsInS: 5,
      people: 1,
      seats: 2,
    };
    void lab.put({ ...pulse, type: "pulse" });
    await lab.ticks(15);
    expect(ada.lobby.channel("match/m1")?.status).toBe("open");
    await lab.ticks(720);
    expect(ada.lobby.channel("match/m1")?.status).toBe("gone");
    ada.lobby.open("match/never");
    await lab.ticks(120);
    expect(ada.lobby.channel("match/never")?.status).toBe("gone");
  });

  it("tells notices once, by their numbers", async () => {
    const ada = await lab.enter(1);
    void lab.put({ type: "notice", player: 1, id: 5, text: "{}" });
    void lab.put({ type: "notice", player: 1, id: 5, text: "{}" });
    void lab.put({ type: "notice", player: 2, id: 6, text: "{}" });
    await lab.ticks(2);
    expect(ada.notices).toEqual([{ id: 5, text: "{}" }]);
  });
});

describe("moderators", () => {
  it("are told of reports, and their orders are answered", async () => {
    const [ada, bob, mod] = [await lab.enter(1), await lab.enter(2), await lab.enter(3, moderator)];
    const news: unknown[] = [];
    for (const who of [ada, mod]) who.lobby.on("report", (report) => void news.push(report));
    for (const who of [ada, bob, mod]) who.lobby.on("sanction", (sanction) => void news.push(sanction.kind));
    void bob.lobby.say("lobby", "rude words");
    await lab.ticks(2);
    const answers = [ada.lobby.report("lobby", 1, "rude"), ada.lobby.erase("lobby", 1)];
    await lab.ticks(2);
    expect(await Promise.all(answers)).toMatchObject([{ ok: true }, { ok: false, code: LOBBY_REFUSAL.notAllowed }]);
    const report = { channel: "lobby", line: 1, player: 2, by: 1, text: "rude words", why: "rude" };
    expect(news).toEqual([report, report]);
    const orders = [mod.lobby.erase("lobby", 1), mod.lobby.mute(2, 99_999, "rude")];
    await lab.ticks(2);
    expect(await Promise.all(orders)).toEqual([{ ok: true }, { ok: true }]);
    expect(ada.lobby.channel("lobby")?.messages).toMatchObject([{ text: "", erased: true }]);
    const muted = bob.lobby.say("lobby", "again");
    await lab.ticks(2);
    expect(await muted).toMatchObject({ ok: false, code: LOBBY_REFUSAL.muted, reason: /muted/ });
    // Whom it concerns and moderators are told.
    expect(news.slice(2)).toEqual(["mute", "mute"]);
  });

  it("say for how long, and the server's clock says until when; a page of before says until when itself", async () => {
    const [bob, mod] = [await lab.enter(2), await lab.enter(3, moderator)];
    const ends: number[] = [];
    bob.lobby.on("sanction", ({ untilS }) => void ends.push(untilS));
    const sinceBefore = 1_796_000_000;
    for (const untilS of [600, sinceBefore, 0]) {
      const answer = mod.lobby.mute(2, untilS, "rude");
      await lab.ticks(2);
      expect(await answer).toEqual({ ok: true });
    }
    // The clock of the server is near 1,000 s here.
    expect(ends[0]).toBeGreaterThanOrEqual(1_600);
    expect(ends[0]).toBeLessThan(1_700);
    expect(ends.slice(1)).toEqual([sinceBefore, 0]);
  });

  it("send away whom they ban, with the reason, and the seat is free at once", async () => {
    const mod = await lab.enter(3, moderator);
    const bob = await lab.raw(2);
    await lab.ticks(2);
    void mod.lobby.ban(2, 99_999, "rude");
    await lab.ticks(2);
    expect(bob.closed).toMatchObject(CLOSE.banned);
    expect(said(bob)).toMatchObject([{ type: "banned", player: 2, why: "rude" }]);
    await lab.ticks(2);
    expect(mod.lobby.people().map(({ player }) => player)).toEqual([3]);
    const again = await lab.raw(2);
    await lab.ticks(2);
    expect(again.closed).toMatchObject(CLOSE.banned);
  });

  it("send away who is away when they return", async () => {
    const mod = await lab.enter(3, moderator);
    const bob = await lab.raw(2);
    await lab.ticks(2);
    bob.drop();
    await lab.ticks(2);
    void mod.lobby.ban(2, 99_999, "rude");
    await lab.ticks(2);
    const back = await lab.room.reconnect(bob);
    await lab.ticks(2);
    expect(back.closed).toMatchObject(CLOSE.banned);
  });
});

describe("an account that is deleted", () => {
  it("is sent away, and what it said is gone for all", async () => {
    const ada = await lab.enter(1);
    const bob = await lab.raw(2);
    send(bob, open);
    send(bob, say("soon gone"));
    await lab.ticks(2);
    void lab.put({ type: "forget", player: 2 });
    await lab.ticks(2);
    expect(bob.closed).toMatchObject(CLOSE.accountGone);
    expect(ada.lobby.channel("lobby")?.messages).toMatchObject([{ id: 1, text: "", erased: true }]);
  });
});

interface Case {
  readonly what: string;
  readonly role?: number;
  readonly send: (client: FakeClient) => void;
  /** Code of the lobby, with the nonce of the command; or of the room, with its reason. */
  readonly lobby?: { readonly code: number; readonly nonce: number };
  readonly room?: { readonly code: number; readonly reason: RegExp };
}

const command =
  (...commands: LobbyClientCommand[]) =>
  (client: FakeClient) => {
    for (const one of commands) send(client, one);
  };
const bytes =
  (...values: number[]) =>
  (client: FakeClient) =>
    client.command(0, Uint8Array.from(values));
const refusedBy = (why: keyof typeof LOBBY_REFUSAL, nonce: number) => ({ code: LOBBY_REFUSAL[why], nonce });
const malformed = (reason: RegExp) => ({ code: ROOM_REFUSAL.badMessage, reason });
const order = { player: 2, untilS: 99_999, why: "", nonce: 9 };
const onLine = (line: number) => ({ channel: "lobby", line, nonce: 9 });

/** One row a case. Player 1 sends; player 2 has said line 1. */
const CASES: readonly Case[] = [
  // Malformed
  { what: "no bytes", send: bytes(), room: malformed(/bytes/) },
  { what: "a type that is none", send: bytes(99), room: malformed(/99/) },
  {
    what: "half a say",
    send: (client) => client.command(0, encodeLobbyCommand(say("hello")).subarray(0, 9)),
    room: malformed(/bytes|text/),
  },
  {
    what: "a say with bytes behind it",
    send: (client) => client.command(0, Uint8Array.of(...encodeLobbyCommand(say("a")), 0)),
    room: malformed(/too many/),
  },
  { what: "text that is no UTF-8", send: bytes(3, 1, 0x61, 2, 0xed, 0xa0, 1), room: malformed(/UTF-8/) },
  { what: "a line below 0", send: bytes(1, 1, 0x61, 0x80, 0), room: malformed(/varint/) },
  {
    what: "a player that cannot be",
    role: moderator,
    send: (client) => client.command(0, encodeLobbyCommand({ type: "mute", ...order, player: 0x80000000 })),
    room: malformed(/is not from 0/),
  },
  // Oversized
  {
    what: "a say beyond what a command may have",
    send: (client) => client.command(0, new Uint8Array(LOBBY_LIMITS.commandBytes + 1)),
    room: malformed(/at most/),
  },
  { what: "a text of too many bytes", send: command(say("x".repeat(2_049))), room: malformed(/at most 2048/) },
  {
    what: "a channel's name of too many bytes",
    send: command({ ...open, channel: "c".repeat(161) }),
    room: malformed(/at most 160/),
  },
  {
    what: "a line of too many characters",
    send: command(open, say("x".repeat(241), 9)),
    lobby: refusedBy("tooLong", 9),
  },
  {
    what: "a line of nothing that is seen",
    send: command(open, say("\u200b\u202e \u2060", 9)),
    lobby: refusedBy("noText", 9),
  },
  // Out of order
  { what: "a say before the channel is open", send: command(say("early", 9)), lobby: refusedBy("notReading", 9) },
  {
    what: "a report from who does not read",
    send: command({ type: "report", ...onLine(1), why: "" }),
    lobby: refusedBy("notReading", 9),
  },
  {
    what: "a channel that is none",
    send: command({ ...open, channel: "match/nowhere", nonce: 9 }),
    lobby: refusedBy("noSuchChannel", 9),
  },
  {
    what: "a say where there is no channel",
    send: command({ ...say("a", 9), channel: "constructor" }),
    lobby: refusedBy("noSuchChannel", 9),
  },
  {
    what: "a report of a line that was never said",
    send: command(open, { type: "report", ...onLine(7), why: "" }),
    lobby: refusedBy("noSuchLine", 9),
  },
  {
    what: "a report of line 0",
    send: command(open, { type: "report", ...onLine(0), why: "" }),
    lobby: refusedBy("noSuchLine", 9),
  },
  {
    what: "the erasure of a line that was never said",
    role: moderator,
    send: command({ type: "erase", ...onLine(7) }),
    lobby: refusedBy("noSuchLine", 9),
  },
  {
    what: "the erasure of a line in no channel",
    role: moderator,
    send: command({ type: "erase", ...onLine(1), channel: "match/x" }),
    lobby: refusedBy("noSuchChannel", 9),
  },
  {
    what: "an order about someone who was never here",
    role: moderator,
    send: command({ type: "ban", ...order, player: 77 }),
    lobby: refusedBy("noSuchPlayer", 9),
  },
  // Replayed
  {
    what: "an erasure twice",
    role: moderator,
    send: command({ type: "erase", ...onLine(1), nonce: 8 }, { type: "erase", ...onLine(1) }),
    lobby: refusedBy("noSuchLine", 9),
  },
  // Not allowed
  { what: "a mute from a guest", send: command({ type: "mute", ...order }), lobby: refusedBy("notAllowed", 9) },
  {
    what: "a ban from a player",
    role: ROLE.player,
    send: command({ type: "ban", ...order }),
    lobby: refusedBy("notAllowed", 9),
  },
  { what: "an erasure by a guest", send: command({ type: "erase", ...onLine(1) }), lobby: refusedBy("notAllowed", 9) },
  {
    what: "a ban of oneself",
    role: moderator,
    send: command({ type: "ban", ...order, player: 1 }),
    lobby: refusedBy("notAllowed", 9),
  },
  // Flood
  {
    what: "more lines than at once",
    send: command(open, ...Array.from({ length: 6 }, (_, i) => say("a", 4 + i))),
    lobby: refusedBy("tooFast", 9),
  },
  {
    what: "more questions than at once",
    send: command(...Array.from({ length: 21 }, (_, i) => ({ ...open, nonce: i < 20 ? 100 + i : 9 }))),
    lobby: refusedBy("tooFast", 9),
  },
  {
    what: "more commands than a tick takes",
    send: command(...Array.from({ length: 30 }, (_, i) => say("a", i))),
    room: { code: ROOM_REFUSAL.tooManyCommands, reason: /more than 24/ },
  },
];

describe("what a lobby refuses, with a code and a reason", () => {
  it.each(CASES)("$what", async ({ role = guest, send: sendIt, lobby: byLobby, room: byRoom }) => {
    const bob = await lab.enter(2);
    void bob.lobby.say("lobby", "line 1");
    await lab.ticks(2);
    const client = await lab.raw(1, role);
    await lab.ticks(1);
    sendIt(client);
    await lab.ticks(2);
    if (byLobby !== undefined)
      expect(said(client).filter((event) => event.type === "refused")).toContainEqual(
        expect.objectContaining({ ...byLobby, type: "refused", seat: 1 }),
      );
    if (byRoom !== undefined)
      expect(refusals(client)).toContainEqual({ code: byRoom.code, reason: expect.stringMatching(byRoom.reason) });
    // It harmed nobody: the line is there, or erased by who may, and the lobby goes on.
    expect(client.closed).toBeNull();
    expect(bob.lobby.channel("lobby")?.messages[0].player).toBe(2);
    expect(lab.bench.reports).toEqual([]);
  });

  it("D8: says in one tick: each appears, or is refused by its number", async () => {
    const client = await lab.raw(1);
    send(client, open);
    await lab.ticks(2);
    for (let i = 0; i < 20; i++) send(client, say(`line ${i}`, 50 + i));
    await lab.ticks(2);
    const events = said(client);
    const lines = events.flatMap((event) => (event.type === "line" ? [event.nonce] : []));
    const refused = events.flatMap((event) => (event.type === "refused" ? [event.nonce] : []));
    expect(lines).toEqual([50, 51, 52, 53, 54]);
    expect([...lines, ...refused].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 50 + i));
  });

  it("D7: whoever sends nothing else is sent away", async () => {
    const client = await lab.raw(1);
    for (let i = 0; i < ROOM_LIMITS.badMessages; i++) client.command(0, Uint8Array.of(99));
    await lab.ticks(1);
    expect(client.closed).toMatchObject(CLOSE.badCommands);
  });

  it("a command of elsewhere is taken once, however often it comes", async () => {
    const ada = await lab.enter(1);
    const notice = { type: "notice", player: 1, text: "{}", cause: { room: "s", tick: 1, index: 0 } } as const;
    void lab.put({ ...notice, id: 5 });
    void lab.put({ ...notice, id: 6 });
    await lab.ticks(2);
    expect(ada.notices).toEqual([{ id: 5, text: "{}" }]);
  });
});
