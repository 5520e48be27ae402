import { serverTime } from "../../../net/server-time.ts";
import { el, nameElement } from "../../ui/dom.ts";
import type { Report } from "../model.ts";
import { plainText } from "../notice-text.ts";
import { canModerate, type LobbyContext } from "./context.ts";
import { noticeActions, noticeNodes, noticeTextOf } from "./inbox-panel.ts";

const MOST = 3;
const LIFE_MS = 12_000;

/** Shows new notices. A notice under the pointer or with the focus stays. */
export class NoticeToasts {
  readonly root = el("ul", { class: "notice-toasts", "aria-label": "Notices" });
  readonly #context: LobbyContext;
  /** Whether a match is being played: then toasts must not catch clicks. */
  readonly #playing: () => boolean;

  constructor(context: LobbyContext, playing: () => boolean) {
    this.#context = context;
    this.#playing = playing;
    context.inbox.onFresh((item) => {
      context.announcer.say(plainText(noticeTextOf(context, item)));
      const ways = (node: HTMLElement) => noticeActions(context, item, () => node.remove());
      this.#add(item.kind, noticeNodes(context, item), ways);
    });
    context.lobby.on("report", (report) => {
      if (canModerate(context) && report.by !== context.lobby.ownPlayer) this.#addReport(report);
    });
  }

  /** For moderators: a report of a message. */
  #addReport({ channel, line: id, player, text, why }: Report): void {
    const { announcer, lobby, openMessage } = this.#context;
    const line = lobby.channel(channel)?.messages.find((found) => found.id === id);
    const name = line?.name ?? lobby.person(player)?.name ?? "someone";
    announcer.say(`A message by ${name} was reported.`);
    const look = el("button", { type: "button", class: "quiet-button" }, "View");
    const said = el("bdi", { class: "line-text", dir: "auto" }, text);
    this.#add("report", ["Reported (", why, "): ", nameElement(name, "person"), ": ", said], (node) => {
      look.addEventListener("click", () => {
        node.remove();
        openMessage(channel, line ?? { id, player, name, role: 0, atMs: serverTime.nowMs(), text, erased: false });
      });
      return [look];
    });
  }

  #add(kind: string, content: readonly (Node | string)[], ways: (node: HTMLElement) => readonly HTMLElement[]): void {
    const playing = this.#playing();
    const close = el("button", { type: "button", class: "toast-close", "aria-label": "Dismiss" }, "×");
    const node = el(
      "li",
      { class: `notice-toast ${playing ? "in-flight" : ""}`, "data-kind": kind },
      el("p", {}, ...content),
    );
    if (!playing) node.append(...ways(node), close);
    close.addEventListener("click", () => node.remove());
    this.root.append(node);
    while (this.root.childElementCount > MOST) this.root.firstElementChild?.remove();
    // Reports stay until a moderator handles them.
    if (kind === "report" && !playing) return;
    const end = (): void => {
      if (node.matches(":hover, :focus-within")) setTimeout(end, LIFE_MS);
      else node.remove();
    };
    setTimeout(end, LIFE_MS);
  }
}
