import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../../client/shell/identity/index.ts";
import { actorName, auditText, subjectName } from "../../../client/shell/lobby/audit-text.ts";
import { parseBeaconForm } from "../../../client/shell/lobby/beacon-form.ts";
import { liftSanction } from "../../../client/shell/lobby/lift-sanction.ts";
import type { CommandResult } from "../../../client/shell/lobby/model.ts";
import { LOBBY_REFUSAL } from "../../../shared/chat.ts";
import { FEED_LIMITS } from "../../../shared/wire/limits.ts";
import { stubApi } from "./lobby-fixture.ts";

const entry = (action: string, detail: unknown, more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ id: 1, atMs: 0, by: 1, byName: "Nyx", player: 2, playerName: "Rook", holds: false },
  ...{ action, detail: typeof detail === "string" ? detail : JSON.stringify(detail) },
  ...more,
});

describe("the text of an audit entry", () => {
  it.each<[string, unknown, object]>([
    [
      "report",
      { channel: "lobby", line: 4, text: "<b>rude</b>", why: "Spam" },
      { verb: "reported", about: true, quote: "<b>rude</b>", why: "Spam", place: "the lobby" },
    ],
    ["report", { channel: "match/aB3xY9", line: 4 }, { verb: "reported", quote: "", place: "Wild Lantern" }],
    ["erase", { channel: "lobby", line: 4 }, { verb: "erased a line", about: false, place: "the lobby" }],
    ["mute", { untilMs: 5, why: "loud" }, { verb: "muted", untilMs: 5, why: "loud" }],
    ["unmute", { untilMs: 0, why: "" }, { verb: "unmuted", after: "", untilMs: 0, why: "" }],
    ["ban", { untilMs: 7 }, { verb: "banned", untilMs: 7, why: "" }],
    ["unban", { untilMs: 0 }, { verb: "unbanned", after: "", untilMs: 0 }],
    ["role", "player to moderator", { verb: "changed the role of", after: "from player to moderator" }],
  ])("%s: %j", (action, detail, words) => {
    expect(auditText(entry(action, detail))).toMatchObject(words);
  });

  it.each(["report", "erase", "mute", "ban", "unmute", "unban", "role", "constructor", "new in a later version"])(
    "goes as far as it can when what was said is gone, or unreadable: %s",
    (action) => {
      for (const detail of ["", "{", "null", "[]", "7", '{"text":5,"why":{},"untilMs":"x","channel":1}']) {
        const words = auditText(entry(action, detail));
        expect(words.verb).not.toBe("");
        expect(words).toMatchObject({ untilMs: 0, quote: "", why: "", place: "" });
      }
    },
  );

  it("names players, and describes deleted accounts, unnamed visitors and the server", () => {
    expect([actorName(entry("ban", {})), subjectName(entry("ban", {}))]).toEqual(["Nyx", "Rook"]);
    const gone = entry("ban", {}, { byName: "", playerName: "" });
    expect([actorName(gone), subjectName(gone)]).toEqual(["A deleted account", "a deleted account"]);
    const none = entry("ban", {}, { by: 0, byName: "", player: 0, playerName: "" });
    expect([actorName(none), subjectName(none)]).toEqual(["The server", "an unnamed visitor"]);
  });
});

describe("lifting a sanction", () => {
  const refusal = (code: number): CommandResult => ({ ok: false, code, reason: `refused ${code}`, waitMs: 0 });
  function desk(outcome: CommandResult, answer: { status?: number; body?: unknown } = { status: 204 }) {
    const orders: string[] = [];
    const order = (kind: string) => async (player: number, untilS: number) => {
      orders.push(`${kind} ${player} ${untilS}`);
      return outcome;
    };
    const { api, asked } = stubApi({ "DELETE /players/7/sanctions/ban": answer });
    api.getToken = async () => "t";
    return { parts: { lobby: { mute: order("mute"), ban: order("ban") }, api }, orders, asked };
  }

  it.each(["mute", "ban"] as const)("is the lobby's, where it knows whom: %s", async (kind) => {
    const { parts, orders, asked } = desk({ ok: true });
    expect(await liftSanction(parts, kind, 7)).toEqual({ ok: true });
    expect([orders, asked]).toEqual([[`${kind} 7 0`], []]);
  });

  it("is done by the server if the lobby cannot", async () => {
    const { parts, asked } = desk(refusal(LOBBY_REFUSAL.noSuchPlayer));
    expect(await liftSanction(parts, "ban", 7)).toEqual({ ok: true });
    expect(asked).toEqual(["DELETE /players/7/sanctions/ban (t)"]);
  });

  it("is refused with a message by either", async () => {
    const one = desk(refusal(LOBBY_REFUSAL.notAllowed));
    expect(await liftSanction(one.parts, "ban", 7)).toMatchObject({ ok: false, reason: "refused 5" });
    expect(one.asked).toEqual([]);
    const other = desk(refusal(LOBBY_REFUSAL.noSuchPlayer), { status: 409, body: { error: "kind: no ban holds" } });
    expect(await liftSanction(other.parts, "ban", 7)).toMatchObject({ ok: false, reason: "Kind: no ban holds." });
  });
});

describe("what moderators ask of the server", () => {
  it("names pages, kinds and people as the server reads them", async () => {
    const answers = ["/audit", "/audit?before=9", "/audit?before=9&action=report", "/players?name=A%26b%20%D0%9A"];
    const { api, asked } = stubApi(Object.fromEntries(answers.map((path) => [`GET ${path}`, { body: {} }])));
    api.getToken = async () => "t";
    await api.auditTrail(0, "");
    await api.auditTrail(9, "");
    await api.auditTrail(9, "report");
    await api.findAccount("A&b К");
    expect(asked).toEqual(answers.map((path) => `GET ${path} (t)`));
  });
});

describe("the form for a beacon's token", () => {
  const fields = { name: " greenhouse-2 ", days: "30", x: "", y: "", radius: "" };

  it("is read from the input", () => {
    expect(parseBeaconForm(fields)).toEqual({ name: "greenhouse-2", days: 30 });
    expect(parseBeaconForm({ ...fields, x: "-32768", y: " 0 ", radius: "65535" })).toEqual({
      ...{ name: "greenhouse-2", days: 30, within: { x: -32_768, y: 0, radius: 65_535 } },
    });
  });

  it.each<[object, RegExp]>([
    [{ name: "" }, /^Name: up to 24/],
    [{ name: "-x" }, /^Name/],
    [{ name: "a b" }, /^Name/],
    [{ name: "x".repeat(FEED_LIMITS.beaconNameChars + 1) }, /^Name/],
    [{ days: "0" }, /^Days/],
    [{ days: "366" }, /^Days/],
    [{ days: "1.5" }, /^Days/],
    [{ days: "1e2" }, /^Days/],
    [{ x: "1" }, /^Y: a whole number from -32768 to 32767, or leave all three empty/],
    [{ x: "1", y: "2" }, /^Radius/],
    [{ x: "40000", y: "2", radius: "1" }, /^X/],
    [{ x: "1", y: "2", radius: "-1" }, /^Radius/],
  ])("or says in words what is wrong: %j", (wrong, reason) => {
    expect(parseBeaconForm({ ...fields, ...wrong })).toMatch(reason);
  });
});
