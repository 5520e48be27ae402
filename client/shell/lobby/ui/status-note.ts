import { el, textWriter } from "../../ui/dom.ts";
import type { LobbyClient } from "../lobby-client.ts";

/** Explains an empty list of the lobby; if the lobby is unreachable, offers a retry. */
export class LobbyStatusNote {
  readonly root: HTMLElement;
  readonly #lobby: LobbyClient;
  readonly #empty: string;
  readonly #again = el("button", { type: "button", class: "quiet-button" }, "Try again");
  readonly #write: (text: string) => void;

  constructor(lobby: LobbyClient, empty: string) {
    this.#lobby = lobby;
    this.#empty = empty;
    const text = el("p");
    this.#write = textWriter(text);
    this.#again.addEventListener("click", () => lobby.retry());
    this.root = el("div", { class: "empty-note", hidden: true }, text, this.#again);
  }

  /** @param empty the list has no rows */
  show(empty: boolean): void {
    const { status, reason } = this.#lobby;
    const off = status === "off";
    this.root.hidden = !off && (!empty || status === "joining");
    this.root.classList.toggle("off", off);
    this.#again.hidden = !off;
    this.#write(off ? `${reason} You can still play.` : this.#empty);
  }
}
