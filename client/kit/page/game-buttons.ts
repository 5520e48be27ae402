import { el } from "../../shell/ui/dom.ts";
import type { AnyView } from "../view.ts";
import type { AnyCommand, AnyPage, AnyPageButton } from "./any-page.ts";

/** A game's rows of buttons for what a player may do now. */
export class GameButtons {
  readonly root = el("nav", { class: "game-buttons", "aria-label": "Moves", hidden: true });
  readonly #page: Pick<AnyPage, "buttons">;
  readonly #send: (command: AnyCommand) => void;
  #shown = "[]";

  constructor(page: Pick<AnyPage, "buttons">, send: (command: AnyCommand) => void) {
    this.#page = page;
    this.#send = send;
    // A clicked button that kept the focus would take the game's keys, such as the space bar.
    this.root.addEventListener("mousedown", (event) => event.preventDefault());
  }

  update(view: AnyView): void {
    const rows = (view.seat < 0 ? [] : (this.#page.buttons?.(view) ?? [])).filter(({ length }) => length > 0);
    const shown = JSON.stringify(rows);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.root.hidden = rows.length === 0;
    this.root.replaceChildren(...rows.map((row) => el("div", {}, ...row.map((button) => this.#button(button)))));
  }

  /** One that is replaced while it is pressed does nothing. */
  #button({ label, command }: AnyPageButton): HTMLElement {
    const button = el("button", { type: "button" }, label);
    button.addEventListener("click", () => this.#send(command));
    return button;
  }
}
