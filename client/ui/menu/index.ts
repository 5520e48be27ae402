import type { Bindings } from "../../input/actions.ts";
import { el } from "../dom.ts";
import { HullPicker } from "../hull-picker.ts";
import { HowTo } from "./how-to.ts";
import { logo } from "./logo.ts";

export interface MenuChoice {
  readonly name: string;
  readonly hull: number;
}

export interface MenuPort {
  launch(choice: MenuChoice): void;
  openSettings(): void;
  openReplays(): void;
}

/** Longest that can be typed; the server counts visible characters, and says so. */
const MAX_TYPED = 64;

/** The way in: a name, a hull, and Launch. */
export class Menu {
  readonly root: HTMLElement;
  readonly #name: HTMLInputElement;
  readonly #hulls: HullPicker;
  readonly #howTo = new HowTo();
  readonly #launch: HTMLButtonElement;
  readonly #nameError = el("p", { class: "field-error", id: "name-error", role: "alert" });
  readonly #error = el("p", { class: "form-error", role: "alert" });

  constructor(port: MenuPort, choice: MenuChoice, bindings: Bindings) {
    this.#name = el("input", {
      id: "pilot-name",
      type: "text",
      maxlength: MAX_TYPED,
      autocomplete: "nickname",
      autocapitalize: "words",
      spellcheck: "false",
      enterkeyhint: "go",
      dir: "auto",
      required: true,
      "aria-describedby": "name-error",
    });
    this.#name.value = choice.name;
    this.#name.addEventListener("input", () => this.#clearErrors());
    this.#hulls = new HullPicker("Ship", "hull", choice.hull, () => this.#clearErrors());
    this.#launch = el("button", { type: "submit", class: "primary launch" }, "Launch");
    const replays = el("button", { type: "button", class: "quiet-button" }, "Replays");
    replays.addEventListener("click", () => port.openReplays());
    const settings = el("button", { type: "button", class: "quiet-button" }, "Settings");
    settings.addEventListener("click", () => port.openSettings());
    const form = el(
      "form",
      { class: "menu-form", novalidate: true },
      el(
        "div",
        { class: "entry" },
        el("label", { for: "pilot-name" }, "Pilot name"),
        el("div", { class: "entry-row" }, this.#name, this.#launch),
        this.#nameError,
      ),
      this.#error,
      this.#hulls.root,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#clearErrors();
      port.launch({ name: this.#name.value, hull: this.#hulls.chosen });
    });
    this.#howTo.show(bindings);
    this.root = el(
      "main",
      { class: "menu" },
      el(
        "header",
        { class: "menu-head" },
        logo(),
        el("p", { class: "tagline" }, "Fly, fight, mine, trade. One star, one sky, everyone."),
      ),
      form,
      this.#howTo.root,
      el("nav", { class: "menu-doors", "aria-label": "More" }, replays, settings),
    );
  }

  get choice(): MenuChoice {
    return { name: this.#name.value, hull: this.#hulls.chosen };
  }

  show(on: boolean): void {
    this.root.hidden = !on;
    this.busy(false);
    if (on && window.matchMedia("(hover: hover)").matches) {
      this.#name.focus({ preventScroll: true });
      this.#name.select();
    }
  }

  /** While the server is asked. */
  busy(on: boolean): void {
    this.#launch.disabled = on;
    this.#launch.textContent = on ? "Joining…" : "Launch";
  }

  /** Why it did not work, in words; beside the name when it is about the name. What was typed stays. */
  refuse(reason: string, about: "name" | "all"): void {
    this.busy(false);
    const place = about === "name" ? this.#nameError : this.#error;
    place.textContent = reason;
    if (about !== "name") return;
    this.#name.setAttribute("aria-invalid", "true");
    this.#name.focus();
    this.#name.select();
  }

  setBindings(bindings: Bindings): void {
    this.#howTo.show(bindings);
  }

  #clearErrors(): void {
    this.#nameError.textContent = "";
    this.#error.textContent = "";
    this.#name.removeAttribute("aria-invalid");
  }
}
