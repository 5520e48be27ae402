import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { numberKeyIndex, type PageKey, pageKeyAction } from "../../../../client/games/arena/page/page-keys.ts";
import type { PageState } from "../../../../client/shell/page-state.ts";
import { HULLS } from "../../../../shared/games/arena/data/hulls.ts";
import { encodeClientCommand } from "../../../../shared/games/arena/index.ts";

const CLIENT = join(import.meta.dirname, "..", "..", "..", "..", "client");
const PLACES: readonly PageState["at"][] = ["menu", "joining", "playing", "watching", "lost"];
const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
const CODES = [
  ...DIGITS.flatMap((digit) => [`Digit${digit}`, `Numpad${digit}`]),
  ...["Escape", "Enter", "KeyA", "F1", "Digit10", "XDigit1", "NumpadAdd", "", "Unidentified"],
];

const key = (code: string, part: Partial<PageKey> = {}): PageKey => ({
  ...{ code, repeat: false, ctrlKey: false, altKey: false, metaKey: false },
  ...part,
});

describe("a number key", () => {
  it.each([0, 1, HULLS.length, 9, 20])("never picks beyond %i things", (count) => {
    for (const code of CODES) {
      const picked = numberKeyIndex(code, count);
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1];
      expect(picked, code).toBe(digit !== undefined && Number(digit) <= count ? Number(digit) - 1 : null);
    }
  });

  it("picks a hull in flight, and only one that can be sent", () => {
    for (const at of PLACES)
      for (const code of CODES) {
        const meaning = pageKeyAction(key(code), true, at);
        if (meaning?.do !== "hull") continue;
        expect(at).toBe("playing");
        expect(HULLS[meaning.hull], code).toBeDefined();
        expect(() => encodeClientCommand({ type: "hull", hull: meaning.hull })).not.toThrow();
      }
    expect(HULLS.map((_, i) => pageKeyAction(key(`Digit${i + 1}`), true, "playing"))).toEqual(
      HULLS.map((_, hull) => ({ do: "hull", hull })),
    );
    for (let digit = HULLS.length + 1; digit < 10; digit++)
      expect(pageKeyAction(key(`Digit${digit}`), true, "playing"), `Digit${digit}`).toBeNull();
  });

  it("picks nothing as part of a shortcut, on repeat, or on release", () => {
    for (const part of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { repeat: true }])
      expect(pageKeyAction(key("Digit1", part), true, "playing")).toBeNull();
    expect(pageKeyAction(key("Digit1"), false, "playing")).toBeNull();
  });

  it("is read in one place only", () => {
    const reading = readdirSync(CLIENT, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && /Digit|Numpad\|/.test(readFileSync(join(CLIENT, file), "utf8")))
      .sort();
    // Labels of keys pick nothing.
    expect(reading).toEqual([
      join("games", "arena", "page", "page-keys.ts"),
      join("shell", "keyboard", "key-label.ts"),
    ]);
  });
});

describe("Escape", () => {
  it("leaves every state, and opens the settings in flight", () => {
    const meanings = PLACES.map((at) => pageKeyAction(key("Escape"), true, at)?.do ?? null);
    expect(meanings).toEqual([null, "leave", "settings", "leave", "leave"]);
    const released = PLACES.map((at) => pageKeyAction(key("Escape"), false, at)?.do ?? null);
    expect(released).toEqual([null, null, null, "replay", null]);
  });
});
