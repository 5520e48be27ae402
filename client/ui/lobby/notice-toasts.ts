import type { NoticeItem } from "../../identity/index.ts";
import { plainWords } from "../../lobby/notice-words.ts";
import { el } from "../dom.ts";
import type { LobbyContext } from "./context.ts";
import { noticeNodes, noticeWays, wordsOf } from "./inbox-panel.ts";

const MOST = 3;
const LIFE_MS = 8_000;

/** Notices as they come. One that is pointed at, or has the focus, stays. */
export class NoticeToasts {
  readonly root = el("ul", { class: "notice-toasts", "aria-label": "Notices" });
  readonly #context: LobbyContext;
  /** Whether a ship is flown: then nothing may be in the way of clicks. */
  readonly #flying: () => boolean;

  constructor(context: LobbyContext, flying: () => boolean) {
    this.#context = context;
    this.#flying = flying;
    context.inbox.onFresh((item) => this.#add(item));
  }

  #add(item: NoticeItem): void {
    this.#context.announcer.say(plainWords(wordsOf(this.#context, item)));
    const flying = this.#flying();
    const close = el("button", { type: "button", class: "toast-close", "aria-label": "Dismiss" }, "×");
    const node = el(
      "li",
      { class: `notice-toast ${flying ? "in-flight" : ""}`, "data-kind": item.kind },
      el("p", {}, ...noticeNodes(this.#context, item)),
      ...(flying ? [] : [...noticeWays(this.#context, item, () => node.remove()), close]),
    );
    close.addEventListener("click", () => node.remove());
    this.root.append(node);
    while (this.root.childElementCount > MOST) this.root.firstElementChild?.remove();
    const end = (): void => {
      if (node.matches(":hover, :focus-within")) setTimeout(end, LIFE_MS);
      else node.remove();
    };
    setTimeout(end, LIFE_MS);
  }
}
