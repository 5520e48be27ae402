import { el } from "../../ui/dom.ts";
import { KeyedList, type Row } from "../../ui/keyed-list.ts";
import { addRovingFocus } from "../../ui/roving-focus.ts";
import { mentions, splitMentions } from "../mentions.ts";
import type { ChatMessage } from "../model.ts";
import type { LobbyContext } from "./context.ts";
import { nameWithBadge } from "./name-with-badge.ts";

/** If the end is nearer than this, px, the log scrolls along with new messages. */
const END_PX = 40;

/**
 * The messages of one channel. It is one stop of the Tab key: arrow keys move between messages, Enter opens the actions
 * of one.
 */
export class ChatLog {
  readonly root: HTMLElement;
  readonly #context: LobbyContext;
  readonly #scroller: HTMLElement;
  readonly #list: KeyedList<ChatMessage>;
  readonly #newer = el("button", { type: "button", class: "newer", hidden: true, tabindex: -1 }, "New messages ↓");
  readonly #settle: () => void;
  #channel = "";
  #last = 0;
  /** Whether the newest message is visible. */
  #atEnd = true;

  constructor(context: LobbyContext, label: string) {
    this.#context = context;
    const list = el("ol", { class: "lines" });
    this.#scroller = el(
      "div",
      {
        ...{ class: "log", role: "log", "aria-label": label, "aria-live": "off" },
        "aria-description": "Use the arrow keys to move through messages, and Enter for actions.",
      },
      list,
    );
    this.root = el("div", { class: "log-frame" }, this.#scroller, this.#newer);
    this.#list = new KeyedList(
      list,
      ({ id }) => `${this.#channel} ${id}`,
      (line) => this.#row(line),
    );
    this.#settle = addRovingFocus(list, ".line");
    this.#scroller.addEventListener("scroll", () => {
      const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
      this.#atEnd = scrollTop + clientHeight > scrollHeight - END_PX;
      if (this.#atEnd) this.#newer.hidden = true;
    });
    this.#newer.addEventListener("click", () => this.toEnd());
    // Rotation or an on-screen keyboard must not hide the end.
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.#scroller);
  }

  /** Screen readers announce new messages only while the log is in use. */
  readOut(on: boolean): void {
    this.#scroller.setAttribute("aria-live", on ? "polite" : "off");
  }

  show(channel: string, lines: readonly ChatMessage[]): void {
    if (channel !== this.#channel) {
      this.#channel = channel;
      this.#last = 0;
      this.#atEnd = true;
    }
    this.#list.show(lines);
    this.#settle();
    const last = lines.at(-1)?.id ?? 0;
    const grown = last > this.#last;
    this.#last = last;
    if (this.#atEnd) this.toEnd();
    else if (grown) this.#newer.hidden = false;
  }

  toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#newer.hidden = true;
  }

  #row(first: ChatMessage): Row<ChatMessage> {
    let line = first;
    const text = el("bdi", { class: "line-text", dir: "auto" });
    const more = el(
      "button",
      { type: "button", class: "line-more", tabindex: -1, "aria-label": "Message actions" },
      "⋯",
    );
    const at = new Date(first.atMs);
    const time = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
    const node = el(
      "li",
      { class: "line", tabindex: -1, "data-line": first.id },
      el("time", { datetime: at.toISOString() }, time),
      " ",
      el(
        "span",
        { class: "speaker" },
        ...nameWithBadge(first.name, first.role, first.player === this.#context.lobby.ownPlayer),
      ),
      " ",
      text,
      more,
    );
    const open = (): void => this.#context.openMessage(this.#channel, line);
    more.addEventListener("click", open);
    node.querySelector(".speaker")?.addEventListener("click", open);
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== node) return;
      event.preventDefault();
      open();
    });
    let written: string | null = null;
    return {
      node,
      update: (now) => {
        line = now;
        const said = now.erased ? "" : now.text;
        if (said === written) return;
        written = said;
        const own = this.#context.identity.player?.name ?? "";
        node.classList.toggle("erased", now.erased);
        node.classList.toggle("calls", !now.erased && mentions(now.text, own));
        text.replaceChildren(...(now.erased ? ["erased"] : messageNodes(now.text, own)));
        more.hidden = now.erased;
      },
    };
  }
}

/** Renders a message: text, with mentions of the reader marked. */
export function messageNodes(text: string, own: string): readonly (Node | string)[] {
  return splitMentions(text, own).map((part) => (part.own ? el("mark", {}, part.text) : part.text));
}
