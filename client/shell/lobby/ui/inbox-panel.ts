import { serverTime } from "../../../net/server-time.ts";
import { apiErrorMessage, type NoticeItem } from "../../identity/index.ts";
import { el, nameElement } from "../../ui/dom.ts";
import { formatAgo } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.ts";
import { withInvite } from "../invite.ts";
import { NOTICE_KINDS, type NoticeText, noticeText, withMentionText } from "../notice-text.ts";
import type { LobbyContext } from "./context.ts";
import { emptyNote, skeletonRows } from "./name-with-badge.ts";

/** Lists the player's notices, newest first, and the settings of their kinds. */
export class InboxPanel {
  readonly panel: Panel;
  readonly #context: LobbyContext;
  readonly #list = el("div", { class: "inbox" });
  readonly #kinds: ReadonlyMap<string, HTMLInputElement>;
  /** Read cursor when the panel was opened: newer notices stay marked while it is open. */
  #seen = 0;

  constructor(context: LobbyContext) {
    this.#context = context;
    this.panel = new Panel("Inbox", "card inbox-panel", () => void context.inbox.markRead());
    this.#kinds = new Map(Object.keys(NOTICE_KINDS).map((kind) => [kind, this.#switch(kind)]));
    const kinds = el("details", { class: "kinds" }, el("summary", {}, "Notify me about"));
    for (const [kind, input] of this.#kinds)
      kinds.append(
        el("label", { class: "setting" }, el("span", {}, NOTICE_KINDS[kind as keyof typeof NOTICE_KINDS]), input),
      );
    this.panel.body.append(this.#list, kinds);
    context.inbox.subscribe(() => {
      if (this.panel.open) this.#draw();
    });
  }

  async show(): Promise<void> {
    const { inbox } = this.#context;
    this.#seen = inbox.cursor;
    this.panel.show();
    this.#draw();
    try {
      await inbox.load();
    } catch (error) {
      if (inbox.items.length === 0) this.#list.replaceChildren(emptyNote(apiErrorMessage(error)));
      else this.panel.setNote(apiErrorMessage(error), true);
    }
  }

  #draw(): void {
    const { inbox } = this.#context;
    for (const [kind, input] of this.#kinds) input.checked = !inbox.mutedKinds.includes(kind);
    if (inbox.items.length > 0) {
      const list = el("ol", { "aria-label": "Notices" });
      for (const item of [...inbox.items].reverse()) list.append(this.#row(item));
      this.#list.replaceChildren(list);
    } else if (inbox.loaded)
      this.#list.replaceChildren(
        emptyNote("Nothing yet. Mentions, bounties on your head, and friends who come online will show up here."),
      );
    else this.#list.replaceChildren(skeletonRows(4, "row-ghost"));
  }

  #row(item: NoticeItem): HTMLElement {
    const fresh = item.id > this.#seen;
    return el(
      "li",
      { class: fresh ? "notice-row fresh" : "notice-row", "data-notice": item.id },
      el("p", {}, ...(fresh ? [el("span", { class: "unseen" }, "New: ")] : []), ...noticeNodes(this.#context, item)),
      el("time", { datetime: new Date(item.atMs).toISOString() }, formatAgo(serverTime.nowMs() - item.atMs)),
      el("span", { class: "notice-ways" }, ...noticeActions(this.#context, item, () => this.panel.close())),
    );
  }

  #switch(kind: string): HTMLInputElement {
    const input = el("input", { type: "checkbox", role: "switch" });
    input.addEventListener("change", async () => {
      try {
        await this.#context.inbox.mute(kind, !input.checked);
        this.panel.setNote("");
      } catch (error) {
        input.checked = !input.checked;
        this.panel.setNote(apiErrorMessage(error), true);
      }
    });
    return input;
  }
}

/** The text of a notice, with the message that it is about, if it is loaded. */
export function noticeTextOf({ lobby }: LobbyContext, item: NoticeItem): NoticeText {
  return noticeText(
    withMentionText(item, (channel, id) => lobby.channel(channel)?.messages.find((line) => line.id === id)?.text ?? ""),
  );
}

export function noticeNodes(context: LobbyContext, item: NoticeItem): readonly (Node | string)[] {
  const { before, name, after } = noticeTextOf(context, item);
  const tail = el("bdi", { class: "line-text", dir: "auto" }, after);
  return [before, ...(name === "" ? [] : [nameElement(name, "person")]), ...(after === "" ? [] : [tail])];
}

/** The actions of a notice. @param leave called before an action */
export function noticeActions(context: LobbyContext, item: NoticeItem, leave: () => void): readonly HTMLElement[] {
  const { player, name, room, game } = noticeText(item);
  const match = room || (item.kind === "friend" ? (context.lobby.person(player)?.match ?? "") : "");
  const ways: HTMLElement[] = [];
  const add = (label: string, act: () => void): void => {
    const button = el("button", { type: "button", class: "quiet-button" }, label);
    button.addEventListener("click", () => {
      leave();
      act();
    });
    ways.push(button);
  };
  if (match !== "") add("Join", () => void joinIn(context, game, match));
  if (player > 0)
    add(item.kind === "mention" ? "Reply" : "Player page", () =>
      item.kind === "mention" ? context.mention(name) : context.openPlayer(player, name),
    );
  return ways;
}

/** Joins a match here, or on the page of its game. @param game "": this one */
async function joinIn(context: LobbyContext, game: string, room: string): Promise<void> {
  const isHere = game === "" || game === context.game;
  const other = isHere ? undefined : (await context.otherGames()).find(({ name }) => name === game);
  if (other === undefined) context.navigation.join(room);
  else window.location.assign(withInvite(other.url, room));
}
