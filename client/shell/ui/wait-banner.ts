import { el, textWriter } from "./dom.ts";

/** The words for each thing that the page waits for. */
export const WAITING = {
  seat: "Returning to your match…",
  watch: "Finding the match…",
  replay: "Fetching the replay…",
} as const;

/** Says what is waited for, with a way out at once: every wait has one. Hidden at first. */
export class WaitBanner {
  readonly root: HTMLElement;
  readonly #write: (text: string) => void;
  #leave: () => void;

  constructor(leave: () => void) {
    this.#leave = leave;
    const words = el("p", { role: "status" });
    this.#write = textWriter(words);
    const button = el("button", { type: "button", class: "quiet-button" }, "Back to menu");
    button.addEventListener("click", () => this.#leave());
    this.root = el(
      "div",
      { class: "link-banner returning", hidden: true },
      el("i", { class: "spinner" }),
      words,
      button,
    );
  }

  /** Its button does this from now on. */
  connect(leave: () => void): void {
    this.#leave = leave;
  }

  show(text: string): void {
    this.#write(text);
    this.root.hidden = false;
  }

  hide(): void {
    this.root.hidden = true;
  }
}
