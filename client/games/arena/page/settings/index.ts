import { el } from "../../../../shell/ui/dom.ts";
import { KeyTable } from "./key-table.ts";
import { EFFECTS, type Effects, type Settings, type SettingsStore } from "./settings.ts";

type Switch = "muted" | "shake" | "mouseTurn";

export interface SettingsPort {
  /** The dialog closed. */
  closed(): void;
  /** Gives up the seat and shows the menu; null: there is no seat. */
  leave: (() => void) | null;
}

/** The settings dialog, over menu or arena. */
export class SettingsPanel {
  readonly root: HTMLDialogElement;
  readonly #store: SettingsStore;
  readonly #port: SettingsPort;
  readonly #keys: KeyTable;
  readonly #leave = el("button", { type: "button", class: "quiet-button danger", hidden: true }, "Leave the arena");
  readonly #title = el("h2", { id: "settings-title" }, "Settings");

  constructor(store: SettingsStore, port: SettingsPort) {
    this.#store = store;
    this.#port = port;
    this.#keys = new KeyTable(store);
    const done = el("button", { type: "button", class: "primary" }, "Done");
    done.addEventListener("click", () => this.root.close());
    this.#leave.addEventListener("click", () => {
      this.root.close();
      this.#port.leave?.();
    });
    this.root = el(
      "dialog",
      { class: "panel settings", "aria-labelledby": "settings-title" },
      this.#title,
      el(
        "div",
        { class: "settings-body" },
        el("section", {}, el("h3", {}, "Sound"), this.#volume(), this.#switch("muted", "Mute")),
        el("section", {}, el("h3", {}, "Graphics"), this.#effects(), this.#switch("shake", "Screen shake")),
        el("section", {}, el("h3", {}, "Flying"), this.#switch("mouseTurn", "Turn towards the mouse")),
        el("section", {}, el("h3", {}, "Keys"), this.#keys.root),
      ),
      el("footer", { class: "settings-foot" }, this.#leave, done),
    );
    this.root.addEventListener("cancel", (event) => {
      if (!this.#keys.waiting) return;
      event.preventDefault();
      this.#keys.stopWaiting();
    });
    this.root.addEventListener("close", () => {
      this.#keys.stopWaiting();
      this.#port.closed();
    });
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
  }

  get open(): boolean {
    return this.root.open;
  }

  /** @param inArena shows the button that leaves the arena */
  show(inArena: boolean): void {
    this.#leave.hidden = !inArena;
    if (!this.root.open) this.root.showModal();
    this.root.querySelector("input")?.focus();
  }

  /** Updates the key labels. */
  refreshKeys(): void {
    this.#keys.refresh();
  }

  #bind(read: (settings: Settings) => void): void {
    this.#store.subscribe(read);
    read(this.#store.current);
  }

  #switch(field: Switch, label: string): HTMLElement {
    const input = el("input", { type: "checkbox", role: "switch" });
    input.addEventListener("change", () => this.#store.change({ [field]: input.checked }));
    this.#bind((settings) => {
      input.checked = settings[field];
    });
    return el("label", { class: "setting" }, el("span", {}, label), input);
  }

  #volume(): HTMLElement {
    const input = el("input", { type: "range", min: 0, max: 100, step: 5 });
    input.addEventListener("input", () => this.#store.change({ volume: Number(input.value) / 100, muted: false }));
    this.#bind((settings) => {
      input.value = String(Math.round(settings.volume * 100));
    });
    return el("label", { class: "setting" }, el("span", {}, "Volume"), input);
  }

  #effects(): HTMLElement {
    const group = el("div", { class: "choice", role: "radiogroup", "aria-label": "Effects" });
    const inputs = new Map<Effects, HTMLInputElement>();
    for (const name of EFFECTS) {
      const input = el("input", { type: "radio", name: "effects", value: name });
      input.addEventListener("change", () => this.#store.change({ effects: name }));
      inputs.set(name, input);
      group.append(el("label", {}, input, el("span", {}, name)));
    }
    this.#bind((settings) => {
      for (const [name, input] of inputs) input.checked = name === settings.effects;
    });
    return el("div", { class: "setting" }, el("span", {}, "Effects"), group);
  }
}
