import { describe, expect, it } from "vitest";
import { admitPlayer } from "../../../server/games/arena/admit.ts";
import { HULLS } from "../../../shared/games/arena/data/hulls.ts";
import { ROLE } from "../../../shared/roles.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";

const accepted = "; 1 to 16 visible characters are accepted";

const TAKEN: readonly [what: string, raw: string, name: string][] = [
  ["plain", "Ada", "Ada"],
  ["16 characters", "abcdefghijklmnop", "abcdefghijklmnop"],
  ["16 characters of four bytes each", "🚀".repeat(16), "🚀".repeat(16)],
  ["decomposed accents, composed", "Zoe\u0308", "Zoë"],
  ["16 letters that only fit once composed", "e\u0301".repeat(16), "é".repeat(16)],
  ["outer spaces, trimmed", "  Ada  ", "Ada"],
  ["inner spaces of any kind, made one", "Ada\u00a0 \t\u3000Lovelace", "Ada Lovelace"],
  ["Hebrew", "שלום", "שלום"],
  ["Arabic with vowel marks", "مُحَمَّد", "مُحَمَّد"],
  ["Hindi", "नमस्ते", "नमस्ते"],
  ["Thai", "สวัสดี", "สวัสดี"],
  ["Korean", "한글", "한글"],
  ["digits", "007", "007"],
  ["a symbol", "★", "★"],
  ["markup, as text", "<b>Ada</b>", "<b>Ada</b>"],
  ["a property's name", "__proto__", "__proto__"],
];

const REFUSED: readonly [what: string, raw: unknown, reason: string][] = [
  ["missing", undefined, "name: is missing"],
  ["null", null, "name: is not text"],
  ["a number", 7, "name: is not text"],
  ["an object", { toString: () => "Ada" }, "name: is not text"],
  ["empty", "", "name: is empty"],
  ["spaces only", " \t\u00a0\u2003 ", "name: is empty"],
  ["17 characters", "abcdefghijklmnopq", "name: is 17 characters long"],
  ["far too long", "a".repeat(100_000), "name: is 100000 characters long"],
  ["a control", "Ada\u0000", "name: contains U+0000, which is invisible"],
  ["an escape", "\u001b[31mAda", "name: contains U+001B, which is invisible"],
  ["a right-to-left override", "Ada\u202egnp", "name: contains U+202E, which is invisible"],
  ["a direction isolate", "\u2066Ada\u2069", "name: contains U+2066, which is invisible"],
  ["a direction mark", "Ada\u200f", "name: contains U+200F, which is invisible"],
  ["a zero-width space", "A\u200bda", "name: contains U+200B, which is invisible"],
  ["a zero-width joiner", "A\u200dda", "name: contains U+200D, which is invisible"],
  ["a byte-order mark within", "A\u{feff}da", "name: contains U+FEFF, which is invisible"],
  ["a soft hyphen", "A\u00adda", "name: contains U+00AD, which is invisible"],
  ["a variation selector that changes nothing", "A\ufe0fda", "name: contains U+FE0F, which is invisible"],
  ["a Hangul filler", "\u3164", "name: contains U+3164, which is invisible"],
  ["a half-width Hangul filler", "\uffa0", "name: contains U+FFA0, which is invisible"],
  ["a Braille blank", "\u2800", "name: contains U+2800, which is invisible"],
  ["a tag character", "Ada\u{e0041}", "name: contains U+E0041, which is invisible"],
  ["a lone surrogate", "Ada\ud83d", "name: contains U+D83D, which is invisible"],
  ["private use", "\ue000", "name: contains U+E000, which is invisible"],
  ["an unassigned code point", "\u{e1fff}", "name: contains U+E1FFF, which is invisible"],
  ["a noncharacter", "\ufffe", "name: contains U+FFFE, which is invisible"],
  ["punctuation only", "...", "name: contains no letter, digit or symbol"],
  ["an accent alone", "\u0301", "name: has accents without a letter, or more than 2 on one"],
  ["a tower of accents", `Z${"\u0335".repeat(40)}algo`, "name: has accents without a letter, or more than 2 on one"],
];

describe("D7: the arena's join options", () => {
  it.each(TAKEN)("takes a name that is %s", (_what, raw, name) => {
    expect(admitPlayer({ name: raw }, []).name).toBe(name);
  });

  it.each(REFUSED)("refuses a name that is %s", (_what, raw, reason) => {
    expect(() => admitPlayer({ name: raw }, [])).toThrow(
      expect.objectContaining({ code: ROOM_REFUSAL.badOption, message: reason + accepted }),
    );
  });

  it.each([undefined, null, true, "Ada", 5])("refuses options that are %s", (options) => {
    expect(() => admitPlayer(options, [])).toThrow(/^options: must be an object with name and hull/);
  });

  it.each([
    ["none", undefined, 0],
    ["its number", 2, 2],
    ["its name", "Lancer", 1],
    ["its name in other letters", "mULE", 3],
  ])("takes a hull by %s", (_how, hull, index) => {
    expect(admitPlayer({ name: "Ada", hull }, []).hull).toBe(index);
  });

  it.each([
    [4, "4"],
    [-1, "-1"],
    [0.5, "0.5"],
    [Number.NaN, "NaN"],
    ["", '""'],
    ["1", '"1"'],
    ["Falcon", '"Falcon"'],
    ["\u202eFalcon\n", '"?Falcon?"'],
    ["x".repeat(5000), `"${"x".repeat(24)}…"`],
    [null, "null"],
    [[1], "a value of type object"],
    [true, "a value of type boolean"],
  ])("refuses the hull %j", (hull, shown) => {
    expect(HULLS).toHaveLength(4);
    expect(() => admitPlayer({ name: "Ada", hull }, [])).toThrow(
      expect.objectContaining({
        code: ROOM_REFUSAL.badOption,
        message: `hull: ${shown} is not one of Sparrow, Lancer, Bulwark, Mule or 0 to 3`,
      }),
    );
  });

  it("lets a guest choose a name for each seat, and has the guest's own where none is chosen", () => {
    const guest = { player: 7, name: "Zoë", role: ROLE.guest, mutedUntilS: 0 };
    const first = admitPlayer({ name: "Ada" }, [], guest);
    expect(first).toMatchObject({ name: "Ada", player: 7 });
    expect(admitPlayer({}, [first], guest)).toMatchObject({ name: "Zoë", player: 7 });
    expect(() => admitPlayer({ name: "\u202eevil" }, [], guest)).toThrow(
      expect.objectContaining({ code: ROOM_REFUSAL.badOption }),
    );
  });

  it("gives who has an account the name that they have, and no other", () => {
    const person = { player: 7, name: "Zoë", role: ROLE.player, mutedUntilS: 0 };
    const pilot = admitPlayer({ name: "\u202eevil", hull: "Lancer" }, [], person);
    expect(pilot).toMatchObject({ name: "Zoë", hull: 1, player: 7 });
    expect(admitPlayer({ name: "Bob" }, [pilot]).player).toBe(0);
    expect(() => admitPlayer({}, [pilot], person)).toThrow(expect.objectContaining({ code: ROOM_REFUSAL.nameTaken }));
  });

  it.each(["Zoë", "ZOË", "zoe\u0308", " Zoë ", "Ｚｏë", "\u0396oë", "Z\u043eë", "Z0ë"])(
    "refuses %j beside a Zoë",
    (name) => {
      const zoe = admitPlayer({ name: "Zoë" }, []);
      expect(() => admitPlayer({ name }, [zoe])).toThrow(expect.objectContaining({ code: ROOM_REFUSAL.nameTaken }));
      expect(admitPlayer({ name: "Zoe" }, [zoe]).name).toBe("Zoe");
    },
  );
});
