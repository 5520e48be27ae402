import { el } from "../../ui/dom.ts";
import { Panel } from "../../ui/panel.ts";
import type { LobbyContext } from "./context.ts";

/** Explains private matches, and creates one. */
export class PrivatePanel {
  readonly panel = new Panel("Private match", "card");

  constructor(context: LobbyContext) {
    const make = el("button", { type: "button", class: "primary" }, "Create and play");
    make.addEventListener("click", () => {
      this.panel.close();
      context.navigation.createPrivate();
    });
    this.panel.body.append(
      el(
        "p",
        {},
        "A match that is not listed. Anyone with the link can join; you will find the link in the match’s chat.",
      ),
      el("div", { class: "button-row" }, make),
    );
  }
}
