import { el } from "../../ui/dom.ts";
import { confirmButton, Panel } from "../../ui/panel.ts";
import type { ChatMessage } from "../model.ts";
import { canModerate, type LobbyContext } from "./context.ts";
import { nameWithBadge } from "./name-with-badge.ts";
import { sanctionForm } from "./sanctions.ts";

const REASONS = ["Insult or hate", "Spam", "Cheating", "Something else"] as const;

/** The actions for one message and its author. */
export class MessageCard {
  readonly panel = new Panel("Message", "card line-card");
  readonly #context: LobbyContext;

  constructor(context: LobbyContext) {
    this.#context = context;
  }

  show(channel: string, line: ChatMessage): void {
    const own = line.player === this.#context.lobby.ownPlayer;
    this.panel.body.replaceChildren(
      el(
        "blockquote",
        {},
        ...nameWithBadge(line.name, line.role, own),
        el("bdi", { class: "line-text", dir: "auto" }, line.text),
      ),
      this.#ways(line, own),
      ...(own ? [] : [this.#report(channel, line)]),
      ...this.#orders(channel, line, own),
    );
    this.panel.show();
  }

  #ways(line: ChatMessage, own: boolean): HTMLElement {
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

  #report(channel: string, line: ChatMessage): HTMLElement {
    const why = el("select", { "aria-label": "Reason" }, ...REASONS.map((reason) => el("option", {}, reason)));
    const send = el("button", { type: "submit" }, "Report");
    const form = el("form", { class: "report" }, el("h3", {}, "Report to the moderators"), why, send);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      const outcome = await this.#context.lobby.report(channel, line.id, why.value);
      send.disabled = false;
      this.panel.setNote(outcome.ok ? "Reported. Thank you." : outcome.reason, !outcome.ok);
    });
    return form;
  }

  #orders(channel: string, line: ChatMessage, own: boolean): readonly HTMLElement[] {
    if (!canModerate(this.#context)) return [];
    const erase = confirmButton("Erase message", "Erase this message?", async () => {
      const outcome = await this.#context.lobby.erase(channel, line.id);
      this.panel.setNote(outcome.ok ? "Erased." : outcome.reason, !outcome.ok);
    });
    const rest = own
      ? []
      : [sanctionForm(this.#context, line.player, (text, wrong) => this.panel.setNote(text, wrong))];
    return [el("div", { class: "button-row" }, erase), ...rest];
  }
}
