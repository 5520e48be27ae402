import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invitedRoomIn, inviteLink, withInvite } from "../../../client/shell/lobby/invite.ts";
import { matchName } from "../../../client/shell/lobby/match-name.ts";
import { mentions, splitMentions } from "../../../client/shell/lobby/mentions.ts";
import { noticeText, plainText, withMentionText } from "../../../client/shell/lobby/notice-text.ts";

const notice = (kind: string, fields: object = {}) => ({ id: 1, atMs: 0, kind, ...fields });

describe("a mention", () => {
  it.each([
    ["@Nyx", "Nyx", true],
    ["hey @nyx!", "Nyx", true],
    ["@Nyxia", "Nyx", false],
    ["@Orla Kite 84, come", "Orla Kite 84", true],
    ["@Orla Kite 841", "Orla Kite 84", false],
    ["Nyx", "Nyx", false],
    ["@Кира", "кира", true],
    ["@a.b", "a.b", true],
    ["@axb", "a.b", false],
    ["@a-b/c", "a-b/c", true],
    ["mail@Nyx", "Nyx", false],
    ["@Nyx@Nyx", "Nyx", true],
    ["@", "", false],
  ])("%j calls %j: %j", (text, name, called) => {
    expect(mentions(text, name)).toBe(called);
  });

  it("keeps the whole message, whatever the message and the name", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.array(fc.string({ unit: "binary" }), { maxLength: 4 }),
        (name, parts) => {
          const text = parts.flatMap((part) => [part, "@", name]).join("");
          const cut = splitMentions(text, name).map((part) => part.text);
          expect(cut.join("")).toBe(text);
        },
      ),
    );
  });
});

describe("an invitation", () => {
  it("is a link with the match and nothing else, wherever the page is", () => {
    const link = "https://orrery.example/?match=private-a_B-9";
    for (const at of ["/?fx=low&match=x", "/play/aB3/?fx=low", "/v/abc/", "/watch/aB3-1?x=1#y"])
      expect(inviteLink(`https://orrery.example${at}`, "private-a_B-9")).toBe(link);
    for (const at of ["/games/trails?fx=low", "/v/abc/games/trails"])
      expect(inviteLink(`https://orrery.example${at}`, "a1")).toBe("https://orrery.example/games/trails?match=a1");
    expect(invitedRoomIn(link)).toBe("private-a_B-9");
  });

  it.each(["", "?match=", "?match=%3Cb%3E", `?match=${"a".repeat(41)}`, "?match=../x"])("is none in %j", (query) => {
    expect(invitedRoomIn(`https://orrery.example/${query}`)).toBeNull();
  });

  it("can be taken out of an address, and leaves the rest", () => {
    expect(withInvite("https://orrery.example/?fx=low&match=x", null)).toBe("https://orrery.example/?fx=low");
  });
});

describe("a match's name", () => {
  it("is the same for the same room, and seldom that of another", () => {
    expect(matchName("aB3xY9")).toBe(matchName("aB3xY9"));
    const names = new Set(Array.from({ length: 64 }, (_, i) => matchName(`room${i}`)));
    expect(names.size).toBeGreaterThan(45);
  });
});

describe("the text of a notice", () => {
  it.each([
    [notice("bounty", { room: "x", bounty: 12_000 }), "There is a bounty of 12,000 cr on your head."],
    [
      notice("overtaken", { player: 4, name: "Rook", place: 2 }),
      "Rook overtook you in today’s league: you are now 2nd.",
    ],
    [notice("mention", { channel: "lobby", line: 3, player: 4, name: "Rook" }), "Rook mentioned you in the lobby."],
    [notice("mention", { channel: "match/x", line: 3, player: 4, name: "Rook" }), "Rook mentioned you in a match."],
    [notice("friend", { player: 4, name: "Rook" }), "Rook is online."],
    [notice("round", { room: "x", round: 3, player: 4, name: "Rook" }), "Round 3 is about to begin with Rook."],
    [notice("of the future", { text: "The moon fell." }), "The moon fell."],
    [notice("of the future"), "You have a new notification."],
  ])("%j", (item, words) => {
    expect(plainText(noticeText(item))).toBe(words);
  });

  it("quotes the message if it is known", () => {
    const item = notice("mention", { channel: "lobby", line: 3, player: 4, name: "Rook" });
    const lines = (channel: string, line: number) => (channel === "lobby" && line === 3 ? "@Orla come" : "");
    expect(plainText(noticeText(withMentionText(item, lines)))).toBe("Rook: @Orla come");
  });

  it("D7: is readable whatever was received", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("bounty", "overtaken", "mention", "friend", "round", "x"),
        fc.object(),
        (kind, fields) => {
          expect(typeof plainText(noticeText({ ...fields, id: 1, atMs: 0, kind }))).toBe("string");
        },
      ),
    );
  });
});
