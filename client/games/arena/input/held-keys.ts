import { ACTIONS, type ActionId, actionsByKey, type Bindings } from "./actions.ts";

/** The part of a `KeyboardEvent` that we read. */
export interface KeyPress {
  readonly code: string;
  readonly repeat: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  getModifierState(key: string): boolean;
}

export interface HeldKeysPort {
  /** An action's first key went down. */
  pressed(action: ActionId): void;
  /** An action's last key came up. */
  released(action: ActionId): void;
}

const MODIFIERS = [
  { flag: "shiftKey", codes: ["ShiftLeft", "ShiftRight"] },
  { flag: "ctrlKey", codes: ["ControlLeft", "ControlRight"] },
  { flag: "altKey", codes: ["AltLeft", "AltRight"] },
] as const;

/** Tracks which actions are held by keys. A bound modifier is a key like any other; an unbound one turns other keys into shortcuts. */
export class HeldKeys {
  readonly #port: HeldKeysPort;
  readonly #down = new Map<ActionId, Set<string>>();
  #actions: Map<string, ActionId[]>;

  constructor(port: HeldKeysPort, bindings: Bindings) {
    this.#port = port;
    this.#actions = actionsByKey(bindings);
  }

  setBindings(bindings: Bindings): void {
    this.releaseAll();
    this.#actions = actionsByKey(bindings);
  }

  /** CONTROL bits of the actions held. */
  bits(): number {
    let bits = 0;
    for (const [action, keys] of this.#down) if (keys.size > 0) bits |= ACTIONS[action].bit;
    return bits;
  }

  /** Returns whether the key is bound: the browser must then ignore it. */
  down(press: KeyPress): boolean {
    // While the command key is down, some systems never report the release of other keys.
    if (press.metaKey) {
      this.releaseAll();
      return false;
    }
    this.#releaseModifiers(press);
    const actions = this.#actions.get(press.code);
    if (actions === undefined || this.#isShortcut(press)) return false;
    if (press.repeat) return true;
    for (const action of actions) {
      const keys = this.#down.get(action) ?? new Set();
      this.#down.set(action, keys);
      keys.add(press.code);
      if (keys.size === 1) this.#port.pressed(action);
    }
    return true;
  }

  up(press: KeyPress): void {
    this.#release(press.code);
    this.#releaseModifiers(press);
  }

  releaseAll(): void {
    for (const [action, keys] of this.#down) {
      if (keys.size > 0) this.#port.released(action);
      keys.clear();
    }
  }

  #release(code: string): void {
    for (const action of this.#actions.get(code) ?? []) {
      const keys = this.#down.get(action);
      if (keys?.delete(code) && keys.size === 0) this.#port.released(action);
    }
  }

  /** If both keys of a modifier are held, some systems report only one release. */
  #releaseModifiers(press: KeyPress): void {
    for (const { flag, codes } of MODIFIERS)
      if (!press[flag]) for (const code of codes) if (code !== press.code) this.#release(code);
  }

  #isShortcut(press: KeyPress): boolean {
    // Some systems report AltGr as Ctrl and Alt; it is for typing, not for shortcuts.
    if (press.getModifierState("AltGraph")) return false;
    return MODIFIERS.some(
      ({ flag, codes }) => flag !== "shiftKey" && press[flag] && !codes.some((code) => this.#actions.has(code)),
    );
  }
}
