import type { PageState } from "../../../shell/page-state.ts";
import { isDialogOpen } from "../../../shell/ui/panel.ts";
import { pageKeyAction } from "./page-keys.ts";

export interface PageKeyboardPort {
  /** The page's current state. */
  at(): PageState["at"];
  /** Offers a pressed key to lobby and chat. Returns whether they used it. */
  lobbyKey(event: KeyboardEvent): boolean;
  /** Offers a key to the replay. Returns whether it used it. */
  replayKey(event: KeyboardEvent, down: boolean): boolean;
  openSettings(): void;
  leave(): void;
  pickHull(hull: number): void;
}

/** Handles the window's keys that do not steer the ship. An open dialog gets all keys, and closes by its own Escape. */
export class PageKeyboard {
  readonly #port: PageKeyboardPort;

  constructor(port: PageKeyboardPort) {
    this.#port = port;
    window.addEventListener("keydown", (event) => this.#onKey(event, true));
    window.addEventListener("keyup", (event) => this.#onKey(event, false));
  }

  #onKey(event: KeyboardEvent, down: boolean): void {
    const port = this.#port;
    if (isDialogOpen() || (down && port.lobbyKey(event))) return;
    const action = pageKeyAction(event, down, port.at());
    switch (action?.do) {
      case "settings":
        event.preventDefault();
        port.openSettings();
        return;
      case "leave":
        event.preventDefault();
        port.leave();
        return;
      case "replay":
        if (port.replayKey(event, down)) event.preventDefault();
        return;
      case "hull":
        port.pickHull(action.hull);
    }
  }
}
