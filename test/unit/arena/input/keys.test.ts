import { describe, expect, it } from "vitest";
import {
  ACTION_IDS,
  ACTIONS,
  type Bindings,
  defaultBindings,
  RESERVED_KEYS,
  rebind,
  unbindableReason,
} from "../../../../client/games/arena/input/actions.ts";
import { HeldKeys, type KeyPress } from "../../../../client/games/arena/input/held-keys.ts";
import { ignoreImeKeys, isComposing } from "../../../../client/shell/keyboard/ime.ts";
import { keyLabel, loadKeyboardLayout } from "../../../../client/shell/keyboard/key-label.ts";
import { CONTROL } from "../../../../shared/games/arena/controls.ts";

const MODIFIERS = {
  ShiftLeft: "shiftKey",
  ShiftRight: "shiftKey",
  ControlLeft: "ctrlKey",
  ControlRight: "ctrlKey",
  AltLeft: "altKey",
  AltRight: "altKey",
} as const;

/** A keyboard whose events carry the modifiers that are down, as a browser's do. */
function keyboard(bindings: Bindings, altGraph = false) {
  const down = new Set<string>();
  const held = new HeldKeys({ pressed() {}, released() {} }, bindings);
  const event = (code: string): KeyPress => {
    const flags = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
    for (const key of down) if (Object.hasOwn(MODIFIERS, key)) flags[MODIFIERS[key as keyof typeof MODIFIERS]] = true;
    return { code, repeat: false, ...flags, getModifierState: (key) => altGraph && key === "AltGraph" };
  };
  return {
    held,
    press(code: string): boolean {
      down.add(code);
      return held.down(event(code));
    },
    lift(code: string, told = true): void {
      down.delete(code);
      if (told) held.up(event(code));
    },
  };
}

const BINDABLE = [
  "KeyQ",
  "Digit7",
  "Space",
  "ShiftLeft",
  "ShiftRight",
  "AltLeft",
  "AltRight",
  "F2",
  "Numpad5",
  "IntlBackslash",
];

describe("keys", () => {
  it("that can be bound work alone and together with all others", () => {
    for (const first of BINDABLE)
      for (const second of BINDABLE) {
        if (first === second) continue;
        const none = Object.fromEntries(ACTION_IDS.map((id) => [id, ["", ""]])) as unknown as Bindings;
        const { held, press, lift } = keyboard(rebind(rebind(none, "boost", 0, first), "thrust", 0, second));
        const name = `${first} and ${second}`;
        expect(press(first), name).toBe(true);
        expect(held.bits(), name).toBe(CONTROL.boost);
        expect(press(second), name).toBe(true);
        expect(held.bits(), name).toBe(CONTROL.boost | CONTROL.thrust);
        lift(first);
        expect(held.bits(), name).toBe(CONTROL.thrust);
        lift(second);
        expect(held.bits(), name).toBe(0);
      }
  });

  it("bound to Ctrl by an earlier release still work, together with all others", () => {
    const { held, press } = keyboard(rebind(defaultBindings(), "boost", 0, "ControlLeft"));
    press("ControlLeft");
    press("KeyA");
    expect(held.bits()).toBe(CONTROL.boost | CONTROL.left);
  });

  it("with an unbound modifier are left to the browser as shortcuts", () => {
    for (const modifier of ["ControlLeft", "AltLeft"]) {
      const { held, press } = keyboard(defaultBindings());
      press(modifier);
      expect([press("KeyW"), held.bits()]).toEqual([false, 0]);
    }
  });

  it("typed with AltGr, which some systems report as Ctrl and Alt, are no shortcuts", () => {
    const { held, press } = keyboard(defaultBindings(), true);
    press("ControlLeft");
    press("AltRight");
    press("KeyW");
    expect(held.bits()).toBe(CONTROL.thrust);
  });

  it("are released when a system reports the release of only one of two equal modifiers", () => {
    const { held, press, lift } = keyboard(defaultBindings());
    press("ShiftLeft");
    press("ShiftRight");
    lift("ShiftLeft", false);
    expect(held.bits()).toBe(CONTROL.boost);
    lift("ShiftRight");
    expect(held.bits()).toBe(0);
  });

  it("that cannot be bound say why", () => {
    for (const key of [...RESERVED_KEYS, "", "Unidentified"]) expect(unbindableReason(key), key).not.toBe("");
    for (const key of [...BINDABLE, ...ACTION_IDS.flatMap((id) => ACTIONS[id].keys)])
      expect(unbindableReason(key)).toBe("");
  });
});

describe("an input method while composing", () => {
  const key = (part: object) =>
    Object.assign(new Event("keydown", { cancelable: true }), { isComposing: false, keyCode: 27, ...part });

  it("gets every key, by either of its two signs", () => {
    const page = new EventTarget();
    ignoreImeKeys(page);
    const heard: Event[] = [];
    page.addEventListener("keydown", (event) => heard.push(event));
    for (const part of [{ isComposing: true }, { keyCode: 229 }]) page.dispatchEvent(key(part));
    expect(heard).toEqual([]);
    const plain = key({});
    page.dispatchEvent(plain);
    expect(heard).toEqual([plain]);
    expect(isComposing(plain as unknown as KeyboardEvent)).toBe(false);
  });
});

describe("labels of keys", () => {
  it("are as printed on the keyboard, if the browser knows its layout", async () => {
    const azerty = new Map([
      ["KeyW", "z"],
      ["KeyA", "q"],
      ["KeyQ", "a"],
      ["Semicolon", "m"],
      ["Digit1", "&"],
      ["Space", " "],
    ]);
    expect(await loadKeyboardLayout(undefined)).toBe(false);
    expect(
      await loadKeyboardLayout({ getLayoutMap: () => Promise.reject(new DOMException("no", "SecurityError")) }),
    ).toBe(false);
    expect(keyLabel("KeyW")).toBe("W");
    expect(await loadKeyboardLayout({ getLayoutMap: async () => azerty })).toBe(true);
    expect(await loadKeyboardLayout({ getLayoutMap: async () => new Map(azerty) })).toBe(false);
    const labels = ["KeyW", "KeyA", "Semicolon", "Digit1", "Space", "KeyE", "ShiftLeft"].map(keyLabel);
    expect(labels).toEqual(["Z", "Q", "M", "1", "Space", "E", "Shift"]);
    await loadKeyboardLayout({ getLayoutMap: async () => new Map() });
    expect(keyLabel("KeyW")).toBe("W");
  });
});
