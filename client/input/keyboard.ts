import { ACTIONS, type ActionId, actionsByKey, type Bindings } from "./actions.ts";

export interface KeyboardPort {
  /** An action's first key went down, or its last came up. */
  pressed(action: ActionId): void;
  released(action: ActionId): void;
  /** False while something else has the keys: a text field, a dialog, the menu. */
  active(): boolean;
}

const TEXT_TYPES = new Set(["text", "search", "email", "password", "number", "url", "tel"]);

/** Whether typing goes into this element, so that keys must not steer. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return TEXT_TYPES.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Keys to actions. Call `dispose` to let go of the window. */
export class Keyboard {
  readonly #port: KeyboardPort;
  readonly #abort = new AbortController();
  readonly #down = new Map<ActionId, Set<string>>();
  #actions: Map<string, ActionId[]>;

  constructor(port: KeyboardPort, bindings: Bindings) {
    this.#port = port;
    this.#actions = actionsByKey(bindings);
    const { signal } = this.#abort;
    window.addEventListener("keydown", (event) => this.#onDown(event), { signal });
    window.addEventListener("keyup", (event) => this.#onUp(event), { signal });
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

  releaseAll(): void {
    for (const [action, keys] of this.#down) {
      if (keys.size > 0) this.#port.released(action);
      keys.clear();
    }
  }

  dispose(): void {
    this.#abort.abort();
  }

  #onDown(event: KeyboardEvent): void {
    // While a command key is down some systems never report the release of others.
    if (event.metaKey) this.releaseAll();
    if (event.metaKey || event.altKey || !this.#port.active() || takesText(event.target)) return;
    const actions = this.#actions.get(event.code);
    if (actions === undefined || (event.ctrlKey && !event.code.startsWith("Control"))) return;
    event.preventDefault();
    if (event.repeat) return;
    for (const action of actions) {
      const keys = this.#down.get(action) ?? new Set();
      this.#down.set(action, keys);
      keys.add(event.code);
      if (keys.size === 1) this.#port.pressed(action);
    }
  }

  #onUp(event: KeyboardEvent): void {
    for (const action of this.#actions.get(event.code) ?? []) {
      const keys = this.#down.get(action);
      if (keys?.delete(event.code) && keys.size === 0) this.#port.released(action);
    }
  }
}
