import type { Bindings } from "./actions.ts";
import { HeldKeys, type HeldKeysPort } from "./held-keys.ts";

export interface KeyboardPort extends HeldKeysPort {
  /** False while a dialog or the menu uses the keys. */
  active(): boolean;
}

const TEXT_TYPES = new Set(["text", "search", "email", "password", "number", "url", "tel"]);

/** Whether this element takes typed text, so that keys must not steer. */
export function acceptsText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return TEXT_TYPES.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Turns the window's key events into actions. Call `dispose` to remove its listeners. */
export class Keyboard {
  readonly #held: HeldKeys;
  readonly #abort = new AbortController();

  constructor(port: KeyboardPort, bindings: Bindings) {
    this.#held = new HeldKeys(port, bindings);
    const { signal } = this.#abort;
    window.addEventListener(
      "keydown",
      (event) => {
        if (port.active() && !acceptsText(event.target) && this.#held.down(event)) event.preventDefault();
      },
      { signal },
    );
    window.addEventListener("keyup", (event) => this.#held.up(event), { signal });
  }

  setBindings(bindings: Bindings): void {
    this.#held.setBindings(bindings);
  }

  /** CONTROL bits of the actions held. */
  bits(): number {
    return this.#held.bits();
  }

  releaseAll(): void {
    this.#held.releaseAll();
  }

  dispose(): void {
    this.#abort.abort();
  }
}
