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
  it("that can be bound act alone and together with all others, whichever they are", () => {
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

  it("bound to Ctrl before that was refused go on to act, and so do all others meanwhile", () => {
    const { held, press } = keyboard(rebind(defaultBindings(), "boost", 0, "ControlLeft"));
    press("ControlLeft");
    press("KeyA");
    expect(held.bits()).toBe(CONTROL.boost | CONTROL.left);
  });

  it("with a modifier that is not bound are the browser's shortcuts", () => {
    for (const modifier of ["ControlLeft", "AltLeft"]) {
      const { held, press } = keyboard(defaultBindings());
      press(modifier);
      expect([press("KeyW"), held.bits()]).toEqual([false, 0]);
    }
  });

  it("that type with AltGr, which some systems tell as Ctrl and Alt, are no shortcut", () => {
    const { held, press } = keyboard(defaultBindings(), true);
    press("ControlLeft");
    press("AltRight");
    press("KeyW");
    expect(held.bits()).toBe(CONTROL.thrust);
  });

  it("are let go of when a system tells the release of one of two equal modifiers only", () => {
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

describe("an input method that composes", () => {
  const key = (part: object) =>
    Object.assign(new Event("keydown", { cancelable: true }), { isComposing: false, keyCode: 27, ...part });

  it("has every key to itself, by either of the two signs", () => {
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
  it("are as they are written on the keyboard, where the browser tells it", async () => {
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
