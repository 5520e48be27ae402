import { ACTIONS, type ActionId, actionsByKey, type Bindings } from "./actions.ts";

/** What of a `KeyboardEvent` is read. */
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
  /** An action's first key went down, or its last came up. */
  pressed(action: ActionId): void;
  released(action: ActionId): void;
}

const MODIFIERS = [
  { flag: "shiftKey", codes: ["ShiftLeft", "ShiftRight"] },
  { flag: "ctrlKey", codes: ["ControlLeft", "ControlRight"] },
  { flag: "altKey", codes: ["AltLeft", "AltRight"] },
] as const;

/** Which actions are held by keys. A modifier that is bound is a key as any other; one that is not makes a shortcut of the rest. */
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

  /** Says whether the key is one of its own: the browser is to do nothing with it. */
  down(press: KeyPress): boolean {
    // While a command key is down some systems never report the release of others.
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

  /** Of two equal modifiers held together, some systems report one release only. */
  #releaseModifiers(press: KeyPress): void {
    for (const { flag, codes } of MODIFIERS)
      if (!press[flag]) for (const code of codes) if (code !== press.code) this.#release(code);
  }

  #isShortcut(press: KeyPress): boolean {
    // AltGr is told as Ctrl and Alt on some systems, and belongs to typing.
    if (press.getModifierState("AltGraph")) return false;
    return MODIFIERS.some(
      ({ flag, codes }) => flag !== "shiftKey" && press[flag] && !codes.some((code) => this.#actions.has(code)),
    );
  }
}
