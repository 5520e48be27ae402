import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitizeText } from "../../../server/games/lobby/sanitize.ts";
import { looksAlike, MAX_NAME_CHARS, nameKey, parsePlayerName } from "../../../server/platform/identity/name.ts";
import { TEXT_BYTES } from "../../../shared/games/lobby/bounds.ts";

const same = (a: string, b: string) => looksAlike(nameKey(a), nameKey(b));

const TAKEN = [
  "❤️ Ana",
  "علی‌رضا",
  "🏴‍☠️ Jack",
  "👩‍🚀 Zoë",
  "👩🏻‍❤️‍💋‍👨🏼",
  "🏳️‍🌈",
  "1️⃣ st",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Bob",
  "می‌روم",
  "نامه‌ای",
  // Vowel marks between the letters.
  "عَلِی‌رِضا",
  "ශ්‍රී",
  "क्‍ष",
  "क्‌ष",
  "മോഹന്‍",
];

const REFUSED: readonly (readonly [what: string, name: string])[] = [
  ["between Latin letters", "A\u200dda"],
  ["between Latin letters", "A\u200cda"],
  ["at the beginning", "\u200cعلی"],
  ["at the end", "علی\u200c"],
  ["twice", "علی\u200c\u200cرضا"],
  ["after a letter that joins to no other", "ر\u200cر"],
  ["before a space", "علی\u200c رضا"],
  ["between an emoji and a letter", "👩\u200dA"],
  ["between emoji that are none together", "❤️\u200d❤️"],
  ["a selector too many", "❤️\ufe0f"],
  ["a selector at a letter", "A\ufe0f"],
  ["a selector for text", "A\ufe0e"],
  ["a virama without a letter", "A \u094d\u200dB"],
  ["tags alone", "Bob\u{e0067}\u{e0062}"],
];

describe("zero-width joiners in names", () => {
  it.each(TAKEN)("are allowed where they matter: %s", (name) => {
    expect(parsePlayerName(name)).toBe(name.normalize("NFC"));
    expect(sanitizeText(`@${name}, hello`)).toContain(name.normalize("NFC").replaceAll(/[\u{e0020}-\u{e007f}]/gu, ""));
  });

  it.each(REFUSED)("are refused %s", (_, name) => {
    expect(() => parsePlayerName(name)).toThrow(/which is invisible|accents without a letter/);
  });

  it("do not change a name's identity", () => {
    for (const name of TAKEN) expect(same(name, name.replaceAll(/\u200c|\u200d|\ufe0f/g, ""))).toBe(true);
    expect(same("علی‌رضا", "علیرضا")).toBe(true);
  });

  const letters = fc.constantFrom(
    ..."aZé中한ا ر ی ل ع ه ك क ष ്ന ශ ් ර 1#*❤🏴☠👩🚀🇩🇪🏻",
    ..."\u200c\u200d\ufe0f\ufe0e\u094d\u0dca\u0d4d\u064e\u0301\u20e3\u{e0067}\u{e007f}".split(""),
  );
  const text = fc.array(letters, { minLength: 1, maxLength: 24 }).map((parts) => parts.join(""));
  const read = (raw: string): string | null => {
    try {
      return parsePlayerName(raw);
    } catch {
      return null;
    }
  };

  it("D8: keep a name within its bytes, and parsing is idempotent", () => {
    fc.assert(
      fc.property(text, (raw) => {
        const name = read(raw);
        if (name === null) return;
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(TEXT_BYTES.name);
        expect(parsePlayerName(name)).toBe(name);
      }),
      { numRuns: 3_000 },
    );
  });

  it("never distinguish two names by themselves", () => {
    const joiner = fc.constantFrom("\u200c", "\u200d", "\ufe0f", "\ufe0e");
    const some = fc.oneof(text, fc.constantFrom(...TAKEN));
    fc.assert(
      fc.property(some, joiner, fc.nat(24), (raw, added, at) => {
        const units = [...raw];
        const [one, other] = [read(raw), read([...units.slice(0, at), added, ...units.slice(at)].join(""))];
        if (one !== null && other !== null) expect(same(one, other)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it("are refused between letters of scripts that do not use them", () => {
    const plain = fc.constantFrom(..."abcXYZéßжЯΩ中文한글かな0123456789-_.");
    const word = fc.array(plain, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(word, fc.constantFrom("\u200c", "\u200d", "\ufe0f", "\ufe0e"), word, (a, joiner, b) => {
        expect(read(`${a}${joiner}${b}`)).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it(`are not counted: ${MAX_NAME_CHARS} characters may each have theirs`, () => {
    expect(parsePlayerName("❤️".repeat(MAX_NAME_CHARS))).toBe("❤️".repeat(MAX_NAME_CHARS));
    expect(() => parsePlayerName("❤️".repeat(MAX_NAME_CHARS + 1))).toThrow(/17 characters long/);
  });
});
