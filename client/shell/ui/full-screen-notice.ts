import { el } from "./dom.ts";

/** What stands in the way, in words, and what can be done about it. Fills the page. */
export class FullScreenNotice {
  readonly root: HTMLElement;
  readonly #title = el("h2", { id: "notice-title" });
  readonly #text = el("p");
  readonly #button = el("button", { type: "button", class: "primary" });
  #act: () => void = () => undefined;

  constructor() {
    this.root = el(
      "section",
      { class: "notice", role: "alertdialog", "aria-labelledby": "notice-title", hidden: true },
      el("div", { class: "panel" }, this.#title, this.#text, this.#button),
    );
    this.#button.addEventListener("click", () => this.#act());
  }

  show(title: string, text: string, action: string, act: () => void): void {
    this.#title.textContent = title;
    this.#text.textContent = text;
    this.#button.textContent = action;
    this.#act = act;
    this.root.hidden = false;
    this.#button.focus();
  }

  hide(): void {
    this.root.hidden = true;
  }
}
