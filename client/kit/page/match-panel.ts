import { el } from "../../shell/ui/dom.ts";
import { Panel } from "../../shell/ui/panel.ts";
import type { KeyHelp } from "./key-help.ts";
import type { KitSettingsStore } from "./kit-settings.ts";

/** Settings and help, over the menu or a match; in a match, the way out of it. */
export class MatchPanel {
  readonly panel: Panel;
  readonly #leave: HTMLButtonElement;

  constructor(settings: KitSettingsStore, keys: KeyHelp, leave: () => void) {
    this.panel = new Panel("Settings", "match-panel");
    const netGraph = el("input", { type: "checkbox", role: "switch" });
    netGraph.addEventListener("change", () => settings.change({ netGraph: netGraph.checked }));
    settings.subscribe(({ netGraph: on }) => {
      netGraph.checked = on;
    });
    netGraph.checked = settings.current.netGraph;
    this.#leave = el("button", { type: "button", class: "quiet-button danger" }, "Leave the match");
    this.#leave.addEventListener("click", () => {
      this.panel.close();
      leave();
    });
    this.panel.body.append(
      el("section", {}, el("h3", {}, "Keys"), keys.root),
      el(
        "section",
        {},
        el("h3", {}, "Display"),
        el("label", { class: "setting" }, el("span", {}, "Net graph (F3)"), netGraph),
      ),
    );
    this.panel.foot.prepend(this.#leave);
  }

  /** @param inMatch there is a seat to leave */
  show(inMatch: boolean): void {
    this.#leave.hidden = !inMatch;
    this.panel.show();
  }
}
