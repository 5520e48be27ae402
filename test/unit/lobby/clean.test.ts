import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lobbyRoom } from "../../../server/games/lobby/index.ts";
import { sanitizeReason, sanitizeText } from "../../../server/games/lobby/sanitize.ts";
import { lobby, MAX_REASON_CHARS } from "../../../shared/games/lobby/index.ts";
import { encodeLobbyCommand } from "../../../shared/games/lobby/wire/client-command.ts";
import { CodecError } from "../../../shared/machine.ts";

const family = "👨\u200d👩\u200d👧";

/** What someone writes, and what everyone sees. */
const CORPUS: readonly (readonly [what: string, raw: string, seen: string])[] = [
  ["markup", "<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["an image that fails", '<img src=x onerror="alert(1)">', '<img src=x onerror="alert(1)">'],
  ["lines and tabs", "one\r\n\ttwo\u2028three", "one two three"],
  ["spaces of every kind", "\u00a0a \u3000 b\u2003", "a b"],
  ["controls", "a\u0000b\u0007c\u001b[31md\u009f", "abc[31md"],
  ["a bidi override", "user\u202etxt.exe", "usertxt.exe"],
  ["bidi isolates and marks", "\u2066a\u2067b\u2068c\u2069d\u200e\u200f\u061c", "abcd"],
  ["zero-width text", "\u200b\u200c\u200d\u2060\ufeff", ""],
  ["zero-width within a word", "he\u200bll\u200do", "hello"],
  ["text of tags that cannot be seen", "hi\u{e0068}\u{e0069}", "hi"],
  ["blanks that look empty", "\u3164\uffa0\u2800\u115f", ""],
  ["zalgo", `z${"\u0335\u0321\u031b".repeat(40)}!`, "z\u0335\u0335!"],
  ["marks on nothing", "\u0301\u0301 \u0301a", "a"],
  ["lone surrogates", "\ud800a\udc00b\udfff", "ab"],
  ["private use and what is unassigned", "a\ue000\u{f0000}\u0378b", "ab"],
  ["two forms of one letter", "e\u0301 \u212b", "é Å"],
  [
    "joined emoji",
    `${family} 🏳\ufe0f\u200d🌈 👍🏽 ❤\ufe0f 🇩🇪 1\ufe0f\u20e3`,
    `${family} 🏳\ufe0f\u200d🌈 👍🏽 ❤\ufe0f 🇩🇪 1\ufe0f\u20e3`,
  ],
  ["joiners between emoji and nothing", "👍\u200d\u200d👍\u200d", "👍👍"],
  ["right-to-left text", "שלום עולם, مرحبا", "שלום עולם, مرحبا"],
  ["other scripts", "こんにちは नमस्ते สวัสดี", "こんにちは नमस्ते สวัสดี"],
  ["obscene words", "well, fuck this", "well, **** this"],
  ["obscene words with something in them", "f\u200buck", "****"],
  ["what is obscene only beside asterisks", "fuckḞỤ", "******"],
  ["a word of a place", "I live in Scunthorpe", "I live in Scunthorpe"],
];

describe("chat messages as everyone sees them", () => {
  it.each(CORPUS)("%s", (_, raw, seen) => {
    expect(sanitizeText(raw)).toBe(seen);
    expect(sanitizeText(seen)).toBe(seen);
  });

  it("are the same when cleaned again, contain nothing invisible, and pass the codecs unchanged", () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
      fc.constantFrom(...CORPUS.map(([, raw]) => raw)),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 4 }), (parts) => {
        const text = sanitizeText(parts.join(""));
        expect(sanitizeText(text)).toBe(text);
        expect(text).toBe(text.normalize("NFC"));
        expect(text).not.toMatch(/[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]|\p{M}{3}/u);
        const say = { type: "say", seat: 1, channel: "lobby", text, nonce: 1, atS: 1 } as const;
        expect(lobby.codecs.command.decode(lobby.codecs.command.encode(say))).toEqual(say);
      }),
      { numRuns: 2_000 },
    );
  });

  it("D8: is refused unread where it is too long, however long", () => {
    const { decode } = lobbyRoom({ seatHoldS: 1, nowMs: () => 0 }).commands;
    const body = encodeLobbyCommand({ type: "say", channel: "lobby", text: "x".repeat(10_000_000), nonce: 1 });
    const beganMs = performance.now();
    expect(() => decode(0, body, 0)).toThrow(CodecError);
    expect(performance.now() - beganMs).toBeLessThan(50);
  });

  it("is cut short in notes for moderators", () => {
    expect(sanitizeReason("👍".repeat(200), MAX_REASON_CHARS)).toBe("👍".repeat(MAX_REASON_CHARS));
    expect(sanitizeReason(" rude\n", MAX_REASON_CHARS)).toBe("rude");
  });
});
