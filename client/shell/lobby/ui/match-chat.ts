import { matchChannel } from "../../../../shared/chat.ts";
import { acceptsText } from "../../keyboard/accepts-text.ts";
import { copyText } from "../../ui/copy-text.ts";
import { el } from "../../ui/dom.ts";
import { inviteLink } from "../invite.ts";
import { mentions } from "../mentions.ts";
import type { ChatMessage } from "../model.ts";
import { ChatLog, messageNodes } from "./chat-log.ts";
import { Composer } from "./composer.ts";
import type { LobbyContext } from "./context.ts";
import { nameWithBadge } from "./name-with-badge.ts";

const OPEN_KEYS = ["Enter", "NumpadEnter"];
const QUIET_LINES = 4;
const QUIET_MS = 12_000;

/** By action: the `KeyboardEvent.code`s bound to it. */
export type KeyBindings = Readonly<Record<string, readonly string[]>>;

/** Whether a key opens the chat: only keys that have no other function. */
export function isChatKey(event: KeyboardEvent, bindings: KeyBindings): boolean {
  if (!OPEN_KEYS.includes(event.code) || event.repeat) return false;
  if (event.ctrlKey || event.altKey || event.metaKey || acceptsText(event.target)) return false;
  if (event.target instanceof HTMLElement && event.target.closest("button, a, summary") !== null) return false;
  return !Object.values(bindings).some((keys) => keys.includes(event.code));
}

/**
 * The chat of one match, for its players and spectators. While closed, it shows the latest messages and takes no keys.
 */
export class MatchChat {
  readonly root: HTMLElement;
  readonly composer: Composer;
  readonly #context: LobbyContext;
  readonly #log: ChatLog;
  readonly #quiet = el("ol", { class: "quiet-lines" });
  readonly #invite = el("div", { class: "invite", hidden: true });
  readonly #panel: HTMLElement;
  /** Called when it opens: keys are then text. */
  readonly #opened: () => void;
  #room = "";

  constructor(context: LobbyContext, opened: () => void) {
    this.#context = context;
    this.#opened = opened;
    this.#log = new ChatLog(context, "Match chat");
    this.composer = new Composer(context, "", "Say something in this match", () => this.close());
    this.#panel = el(
      "section",
      { class: "panel chat-panel", "aria-label": "Match chat", hidden: true },
      this.#invite,
      this.#log.root,
      this.composer.root,
      el("p", { class: "chat-keys" }, el("kbd", {}, "Enter"), " sends, ", el("kbd", {}, "Esc"), " closes"),
    );
    this.root = el("div", { class: "match-chat", hidden: true }, this.#quiet, this.#panel);
    this.#panel.addEventListener("keydown", (event) => this.#onKey(event));
    this.#panel.addEventListener("focusin", () => this.#log.readOut(true));
    this.#panel.addEventListener("focusout", () => this.#log.readOut(false));
    context.lobby.on("channel", ({ name, fresh }) => this.#onLines(name, fresh));
  }

  /** Whether it receives the keys. */
  get isOpen(): boolean {
    return !this.#panel.hidden;
  }

  /** Room of the match; "": none. */
  get room(): string {
    return this.#room;
  }

  /** @param invited a private match: offers its link */
  enter(room: string, invited: boolean): void {
    if (room === this.#room) return;
    this.leave();
    this.#room = room;
    this.root.hidden = false;
    this.composer.setChannel(matchChannel(room));
    this.#context.lobby.setReading(matchChannel(room), true);
    this.#invite.hidden = !invited;
    if (!invited) return;
    const link = inviteLink(window.location.href, room);
    this.#invite.replaceChildren("Private match. ", copyText(link, "link"));
    this.#quiet.replaceChildren(el("li", { class: "quiet-line invite" }, "Private match. ", copyText(link, "link")));
  }

  leave(): void {
    if (this.#room === "") return;
    this.close();
    this.#context.lobby.setReading(matchChannel(this.#room), false);
    this.#context.announcer.leave(matchChannel(this.#room));
    this.#room = "";
    this.root.hidden = true;
    this.#quiet.replaceChildren();
  }

  open(): void {
    if (this.#room === "" || this.isOpen) return;
    this.#opened();
    this.#panel.hidden = false;
    this.#quiet.hidden = true;
    this.#show();
    this.#log.toEnd();
    this.composer.input.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#panel.hidden = true;
    this.#quiet.hidden = false;
    this.composer.input.blur();
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  #onKey(event: KeyboardEvent): void {
    // Keys typed here must not reach the game.
    event.stopPropagation();
    if (event.code !== "Escape") return;
    event.preventDefault();
    this.close();
  }

  #onLines(name: string, fresh: readonly ChatMessage[]): void {
    if (this.#room === "" || name !== matchChannel(this.#room)) return;
    if (this.isOpen) this.#show();
    for (const line of fresh) this.#whisper(line);
    this.#unsay();
  }

  #show(): void {
    const channel = matchChannel(this.#room);
    this.#log.show(channel, this.#context.lobby.channel(channel)?.messages ?? []);
  }

  /** Shows a message for a while, above the HUD, without catching clicks. */
  #whisper(line: ChatMessage): void {
    const { lobby, identity, announcer } = this.#context;
    const own = identity.player?.name ?? "";
    const called = line.player !== lobby.ownPlayer && mentions(line.text, own);
    const node = el(
      "li",
      { class: called ? "quiet-line calls" : "quiet-line", "data-line": line.id },
      ...nameWithBadge(line.name, line.role, line.player === lobby.ownPlayer),
      " ",
      el("bdi", { class: "line-text", dir: "auto" }, ...messageNodes(line.text, own)),
    );
    if (called) announcer.say(`${line.name}: ${line.text}`, matchChannel(this.#room));
    this.#quiet.append(node);
    while (this.#quiet.childElementCount > QUIET_LINES) this.#quiet.firstElementChild?.remove();
    setTimeout(() => node.remove(), QUIET_MS);
  }

  /** Removes erased messages. */
  #unsay(): void {
    const lines = this.#context.lobby.channel(matchChannel(this.#room))?.messages ?? [];
    for (const line of lines) if (line.erased) this.#quiet.querySelector(`[data-line="${line.id}"]`)?.remove();
  }
}
