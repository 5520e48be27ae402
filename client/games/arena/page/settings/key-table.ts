import { el } from "../../../../shell/ui/dom.ts";
import {
  ACTION_IDS,
  ACTIONS,
  type ActionId,
  defaultBindings,
  findConflicts,
  KEYS_PER_ACTION,
  keyLabel,
  rebind,
  unbindableReason,
} from "../../input/actions.ts";
import type { SettingsStore } from "./settings.ts";

/** Every action with its keys; a click on a key waits for another. Shared keys are marked, not forbidden. */
export class KeyTable {
  readonly root = el("div", { class: "keys" });
  readonly #store: SettingsStore;
  readonly #note = el("p", { class: "keys-note", role: "status" });
  readonly #slots = new Map<string, HTMLButtonElement>();
  #waiting: { action: ActionId; slot: number } | null = null;
  /** Why the last key was refused; "": it was not. */
  #refusal = "";

  constructor(store: SettingsStore) {
    this.#store = store;
    const table = el("div", { class: "key-table" });
    for (const action of ACTION_IDS) {
      table.append(el("span", { class: "key-action" }, ACTIONS[action].label));
      for (let slot = 0; slot < KEYS_PER_ACTION; slot++) table.append(this.#slot(action, slot));
    }
    const reset = el("button", { type: "button", class: "quiet-button" }, "Default keys");
    reset.addEventListener("click", () => {
      this.#waiting = null;
      store.change({ keys: defaultBindings() });
    });
    this.root.append(this.#note, table, reset);
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    store.subscribe(() => this.#draw());
    this.#draw();
  }

  /** Whether the next key will be bound: Escape then cancels instead of closing the dialog. */
  get waiting(): boolean {
    return this.#waiting !== null;
  }

  /** Updates the key labels. */
  refresh(): void {
    this.#draw();
  }

  stopWaiting(): void {
    this.#waiting = null;
    this.#draw();
  }

  #slot(action: ActionId, slot: number): HTMLButtonElement {
    const button = el("button", { type: "button", class: "key-slot" });
    button.addEventListener("click", () => {
      this.#waiting = { action, slot };
      this.#refusal = "";
      this.#draw();
    });
    button.addEventListener("blur", () => {
      if (this.#waiting?.action === action && this.#waiting.slot === slot) this.stopWaiting();
    });
    this.#slots.set(`${action}/${slot}`, button);
    return button;
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#waiting === null) return;
    event.preventDefault();
    event.stopPropagation();
    const { action, slot } = this.#waiting;
    this.#waiting = null;
    if (event.code === "Backspace" || event.code === "Delete")
      this.#store.change({ keys: rebind(this.#store.current.keys, action, slot, "") });
    else if (event.code !== "Escape") {
      const why = unbindableReason(event.code);
      if (why === "") this.#store.change({ keys: rebind(this.#store.current.keys, action, slot, event.code) });
      else this.#refusal = `${keyLabel(event.code) || "This key"} cannot be bound: ${why}.`;
    }
    this.#draw();
  }

  #draw(): void {
    const { keys } = this.#store.current;
    const shared = findConflicts(keys);
    for (const action of ACTION_IDS) {
      keys[action].forEach((key, slot) => {
        const button = this.#slots.get(`${action}/${slot}`);
        if (button === undefined) return;
        const waiting = this.#waiting?.action === action && this.#waiting.slot === slot;
        button.textContent = waiting ? "press a key" : key === "" ? "–" : keyLabel(key);
        button.classList.toggle("waiting", waiting);
        button.classList.toggle("shared", shared.has(key));
        const name = key === "" ? "no key" : keyLabel(key);
        button.setAttribute("aria-label", `${ACTIONS[action].label}, key ${slot + 1}: ${name}`);
      });
    }
    const conflicts = [...shared].map(
      ([key, ids]) => `${keyLabel(key)}: ${ids.map((id) => ACTIONS[id].label).join(" and ")}`,
    );
    this.#note.textContent = this.waiting
      ? "Press a key. Escape cancels, Backspace clears."
      : this.#refusal !== ""
        ? this.#refusal
        : conflicts.length > 0
          ? `Used by more than one action: ${conflicts.join("; ")}`
          : "";
  }
}
