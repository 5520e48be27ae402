import { el } from "../dom.ts";
import { Panel } from "../panel.ts";
import { AccountFinder } from "./account-finder.ts";
import { BeaconDesk } from "./beacon-desk.ts";
import { type LobbyContext, maySanction } from "./context.ts";
import { Trail } from "./trail.ts";

/** One page of the panel. */
interface Part {
  readonly root: HTMLElement;
  show(): void;
}

/** What moderators look after: reports, who did what, accounts and their roles, and who may publish beacons. */
export class ModerationPanel {
  readonly panel = new Panel("Moderation", "card moderation");
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #page = el("div", { class: "moderation-page" });
  #chosen = "Reports";

  constructor(context: LobbyContext) {
    const tell = (text: string, wrong: boolean): void => this.panel.tell(text, wrong);
    this.#parts = new Map<string, Part>([
      ["Reports", new Trail(context, "report", tell)],
      ["Trail", new Trail(context, "", tell)],
      ["Accounts", new AccountFinder(context, tell)],
      ["Beacons", new BeaconDesk(context, tell)],
    ]);
    const choice = el("div", { class: "choice", role: "radiogroup", "aria-label": "Page" });
    for (const name of this.#parts.keys()) {
      const input = el("input", { type: "radio", name: "moderation", checked: name === this.#chosen });
      input.addEventListener("change", () => this.#choose(name));
      choice.append(el("label", {}, input, el("span", {}, name)));
    }
    this.panel.body.append(choice, this.#page);
    context.identity.subscribe(() => {
      if (this.panel.open && !maySanction(context)) this.panel.close();
    });
  }

  show(): void {
    this.panel.show();
    this.#choose(this.#chosen);
  }

  #choose(name: string): void {
    this.#chosen = name;
    this.panel.tell("");
    const part = this.#parts.get(name);
    if (part === undefined) return;
    this.#page.replaceChildren(part.root);
    part.show();
  }
}
