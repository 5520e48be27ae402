import type { Line } from "../../lobby/model.ts";
import { el } from "../dom.ts";
import { Panel, sureButton } from "../panel.ts";
import { type LobbyContext, maySanction } from "./context.ts";
import { plate } from "./plate.ts";
import { sanctionForm } from "./sanctions.ts";

const REASONS = ["Insult or hate", "Spam", "Cheating", "Something else"] as const;

/** What can be done about one line, and who said it. */
export class LineCard {
  readonly panel = new Panel("About this line", "card line-card");
  readonly #context: LobbyContext;

  constructor(context: LobbyContext) {
    this.#context = context;
  }

  show(channel: string, line: Line): void {
    const own = line.player === this.#context.lobby.own;
    this.panel.body.replaceChildren(
      el(
        "blockquote",
        {},
        ...plate(line.name, line.role, own),
        el("bdi", { class: "line-text", dir: "auto" }, line.text),
      ),
      this.#ways(line, own),
      ...(own ? [] : [this.#report(channel, line)]),
      ...this.#orders(channel, line, own),
    );
    this.panel.show();
  }

  #ways(line: Line, own: boolean): HTMLElement {
    const row = el("div", { class: "button-row" });
    const add = (label: string, act: () => void): void => {
      const button = el("button", { type: "button" }, label);
      button.addEventListener("click", () => {
        this.panel.close();
        act();
      });
      row.append(button);
    };
    if (!own) add("Mention", () => this.#context.mention(line.name));
    if (line.player > 0) add("Player page", () => this.#context.openPlayer(line.player, line.name));
    return row;
  }

  #report(channel: string, line: Line): HTMLElement {
    const why = el("select", { "aria-label": "Reason" }, ...REASONS.map((reason) => el("option", {}, reason)));
    const send = el("button", { type: "submit" }, "Report");
    const form = el("form", { class: "report" }, el("h3", {}, "Report to the moderators"), why, send);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      const outcome = await this.#context.lobby.report(channel, line.id, why.value);
      send.disabled = false;
      this.panel.tell(outcome.ok ? "Reported. Thank you." : outcome.reason, !outcome.ok);
    });
    return form;
  }

  #orders(channel: string, line: Line, own: boolean): readonly HTMLElement[] {
    if (!maySanction(this.#context)) return [];
    const erase = sureButton("Erase the line", "Erase: really?", async () => {
      const outcome = await this.#context.lobby.erase(channel, line.id);
      this.panel.tell(outcome.ok ? "Erased." : outcome.reason, !outcome.ok);
    });
    const rest = own ? [] : [sanctionForm(this.#context, line.player, (text, wrong) => this.panel.tell(text, wrong))];
    return [el("div", { class: "button-row" }, erase), ...rest];
  }
}
