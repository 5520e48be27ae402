import type { Report } from "../../lobby/model.ts";
import { plainWords } from "../../lobby/notice-words.ts";
import { serverTime } from "../../server-time.ts";
import { el, nameOf } from "../dom.ts";
import { type LobbyContext, maySanction } from "./context.ts";
import { noticeNodes, noticeWays, wordsOf } from "./inbox-panel.ts";

const MOST = 3;
const LIFE_MS = 12_000;

/** Notices as they come. One that is pointed at, or has the focus, stays. */
export class NoticeToasts {
  readonly root = el("ul", { class: "notice-toasts", "aria-label": "Notices" });
  readonly #context: LobbyContext;
  /** Whether a ship is flown: then nothing may be in the way of clicks. */
  readonly #flying: () => boolean;

  constructor(context: LobbyContext, flying: () => boolean) {
    this.#context = context;
    this.#flying = flying;
    context.inbox.onFresh((item) => {
      context.announcer.say(plainWords(wordsOf(context, item)));
      const ways = (node: HTMLElement) => noticeWays(context, item, () => node.remove());
      this.#add(item.kind, noticeNodes(context, item), ways);
    });
    context.lobby.on("report", (report) => {
      if (maySanction(context) && report.by !== context.lobby.own) this.#addReport(report);
    });
  }

  /** For moderators: someone wants them to look at a line. */
  #addReport({ channel, line: id, player, text, why }: Report): void {
    const { announcer, lobby, openLine } = this.#context;
    const line = lobby.channel(channel)?.lines.find((found) => found.id === id);
    const name = line?.name ?? lobby.person(player)?.name ?? "someone";
    announcer.say(`A line of ${name} was reported.`);
    const look = el("button", { type: "button", class: "quiet-button" }, "Look");
    const said = el("bdi", { class: "line-text", dir: "auto" }, text);
    this.#add("report", ["Reported (", why, "): ", nameOf(name, "person"), ": ", said], (node) => {
      look.addEventListener("click", () => {
        node.remove();
        openLine(channel, line ?? { id, player, name, role: 0, atMs: serverTime.nowMs(), text, erased: false });
      });
      return [look];
    });
  }

  #add(kind: string, content: readonly (Node | string)[], ways: (node: HTMLElement) => readonly HTMLElement[]): void {
    const flying = this.#flying();
    const close = el("button", { type: "button", class: "toast-close", "aria-label": "Dismiss" }, "×");
    const node = el(
      "li",
      { class: `notice-toast ${flying ? "in-flight" : ""}`, "data-kind": kind },
      el("p", {}, ...content),
    );
    if (!flying) node.append(...ways(node), close);
    close.addEventListener("click", () => node.remove());
    this.root.append(node);
    while (this.root.childElementCount > MOST) this.root.firstElementChild?.remove();
    // What a moderator is asked to look at waits until they do.
    if (kind === "report" && !flying) return;
    const end = (): void => {
      if (node.matches(":hover, :focus-within")) setTimeout(end, LIFE_MS);
      else node.remove();
    };
    setTimeout(end, LIFE_MS);
  }
}
