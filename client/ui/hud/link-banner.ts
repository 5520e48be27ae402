import type { ArenaFrame } from "../../arena/frame.ts";
import { el, shownWriter } from "../dom.ts";
import type { HudPart } from "./part.ts";

/** A word at the top while the way back to one's ship is being found. */
export class LinkBanner implements HudPart {
  readonly root = el(
    "p",
    { class: "link-banner", role: "status", hidden: true },
    el("i", { class: "spinner" }),
    "Reconnecting to your ship…",
  );
  readonly #shown = shownWriter(this.root);

  update(frame: ArenaFrame): void {
    this.#shown(frame.net.state === "reconnecting");
  }
}
