import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { looksAlike, nameKey, parsePlayerName } from "../../../server/platform/identity/name.ts";
import { skeleton } from "../../../server/platform/identity/skeleton.ts";

const same = (a: string, b: string) => looksAlike(nameKey(a), nameKey(b));

const LOOK_ALIKES: readonly [what: string, name: string, other: string][] = [
  ["itself", "Ada", "Ada"],
  ["other letters' size", "Ada Lovelace", "aDA LOVELACE"],
  ["Cyrillic а", "Ada", "\u0410d\u0430"],
  ["all of Cyrillic", "cap", "\u0441\u0430\u0440"],
  ["Cyrillic capitals", "HOBO", "\u041d\u041e\u0412\u041e"],
  ["Greek capitals", "NIKE", "\u039d\u0399\u039a\u0395"],
  ["a Greek capital that is another letter when it is small", "Neil", "\u039deil"],
  ["Greek small letters", "ovo", "\u03bf\u03bd\u03bf"],
  ["0 for O", "Otto", "0tt0"],
  ["0 for o", "otto", "0tt0"],
  ["l for I", "Ida", "lda"],
  ["1 for I", "Ida", "1da"],
  ["1 for l", "Bill", "Bi11"],
  ["I for l", "Bill", "BiII"],
  ["| for l", "Bill", "Bi||"],
  ["dotless ı", "Bill", "B\u0131ll"],
  ["Turkish İ composed in another way", "\u0130da", "I\u0307da"],
  ["rn for m", "Max mom", "Max rnorn"],
  ["full width", "Ada", "\uff21\uff44\uff41"],
  ["mathematical letters", "Ada", "\u{1d400}\u{1d41d}\u{1d41a}"],
  ["circled letters", "Ada", "\u24b6\u24d3\u24d0"],
  ["small capitals", "vow", "\u1d20\u1d0f\u1d21"],
  ["Cherokee", "DAW", "\u13a0\u13aa\u13b3"],
  ["Lisu", "BAD", "\ua4d0\ua4ee\ua4d3"],
  ["a ligature", "fish", "\ufb01sh"],
  ["decomposed accents", "Zoë", "Zoe\u0308"],
  ["a typographer's apostrophe", "O'Neil", "O\u2019Neil"],
  ["another dash", "a-b", "a\u2010b"],
  ["Cyrillic in other letters' size", "\u041f\u0451\u0442\u0440", "\u043f\u0401\u0422\u0420"],
];

const DIFFERENT: readonly (readonly [string, string])[] = [
  ["Ada", "Eda"],
  ["Zoë", "Zoe"],
  ["Neil", "Veil"],
  ["Nan", "Van"],
  ["Tyr", "Zuz"],
  ["bot a 1", "bot a 2"],
  ["Guest 12345", "Guest 12346"],
  ["Vega Fox 5", "Vega Fox 6"],
  ["Иван", "Иван 2"],
  ["한글", "한국"],
  ["山田", "山本"],
];

describe("names of accounts", () => {
  it.each(LOOK_ALIKES)("cannot be taken again with %s", (_what, name, other) => {
    expect(same(parsePlayerName(name), parsePlayerName(other))).toBe(true);
    expect(same(parsePlayerName(other), parsePlayerName(name))).toBe(true);
  });

  it.each(DIFFERENT)("differ: %s and %s", (name, other) => {
    expect(same(name, other)).toBe(false);
  });

  it.each(["A\u200bda", "Ada\u200d", "\u202eadA", "A\u00adda", "Ad\u2060a"])(
    "D7: hold nothing unseen that would make two of one: %j",
    (name) => {
      expect(() => parsePlayerName(name)).toThrow(/is invisible/);
    },
  );

  it("ignore case, for all of ASCII, and have a short key", () => {
    const printable = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(printable, (name) => {
        expect(same(name, name.toUpperCase())).toBe(true);
        expect(same(name, name.toLowerCase())).toBe(true);
      }),
    );
  });

  it("D8: have a bounded key", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(name, (raw) => {
        let read: string;
        try {
          read = parsePlayerName(raw);
        } catch {
          return;
        }
        expect(same(read, read)).toBe(true);
        expect(nameKey(read).split("\n").length).toBeLessThanOrEqual(2);
        expect(nameKey(read).length).toBeLessThan(2_000);
        expect(skeleton(skeleton(read))).toBe(skeleton(read));
      }),
    );
  });
});
