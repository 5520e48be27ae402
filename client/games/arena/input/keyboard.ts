import { acceptsText } from "../../../shell/keyboard/accepts-text.ts";
import type { Bindings } from "./actions.ts";
import { HeldKeys, type HeldKeysPort } from "./held-keys.ts";

export interface KeyboardPort extends HeldKeysPort {
  /** False while a dialog or the menu uses the keys. */
  active(): boolean;
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
