import { el } from "../../ui/dom.ts";
import { Panel } from "../../ui/panel.ts";
import { AccountFinder } from "./account-finder.ts";
import { AuditTrail } from "./audit-trail.ts";
import { BeaconTokenPanel } from "./beacon-token-panel.ts";
import { canModerate, type LobbyContext } from "./context.ts";

/** One page of the panel. */
interface Part {
  readonly root: HTMLElement;
  show(): void;
}

/** The moderators' panel: reports, audit trail, accounts and roles, and beacons. */
export class ModerationPanel {
  readonly panel = new Panel("Moderation", "card moderation");
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #page = el("div", { class: "moderation-page" });
  #chosen = "Reports";

  constructor(context: LobbyContext) {
    const setNote = (text: string, wrong: boolean): void => this.panel.setNote(text, wrong);
    this.#parts = new Map<string, Part>([
      ["Reports", new AuditTrail(context, "report", setNote)],
      ["Trail", new AuditTrail(context, "", setNote)],
      ["Accounts", new AccountFinder(context, setNote)],
      ["Beacons", new BeaconTokenPanel(context, setNote)],
    ]);
    const choice = el("div", { class: "choice", role: "radiogroup", "aria-label": "Page" });
    for (const name of this.#parts.keys()) {
      const input = el("input", { type: "radio", name: "moderation", checked: name === this.#chosen });
      input.addEventListener("change", () => this.#choose(name));
      choice.append(el("label", {}, input, el("span", {}, name)));
    }
    this.panel.body.append(choice, this.#page);
    context.identity.subscribe(() => {
      if (this.panel.open && !canModerate(context)) this.panel.close();
    });
  }

  show(): void {
    this.panel.show();
    this.#choose(this.#chosen);
  }

  #choose(name: string): void {
    this.#chosen = name;
    this.panel.setNote("");
    const part = this.#parts.get(name);
    if (part === undefined) return;
    this.#page.replaceChildren(part.root);
    part.show();
  }
}
