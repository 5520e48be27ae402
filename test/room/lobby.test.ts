import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LOBBY_REFUSAL } from "../../shared/games/lobby/index.ts";
import { ROLE } from "../../shared/roles.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { LOBBY_LIMITS, REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import type { FakeClient } from "../harness/fake-client.ts";
import { person } from "../harness/fake-gate.ts";
import { LobbyLab } from "../harness/lobby-lab.ts";
import { RoomBench } from "../harness/rooms.ts";
import { open, refusals, said, say, send } from "./lobby-commands.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let lab: LobbyLab;
beforeEach(async () => {
  lab = await LobbyLab.open();
});
afterEach(() => lab.room.room.disconnect());

const { moderator } = ROLE;

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
