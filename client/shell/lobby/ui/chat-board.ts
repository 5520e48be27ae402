import { LOBBY_CHANNEL } from "../../../../shared/chat.ts";
import { el } from "../../ui/dom.ts";
import { ChatLog } from "./chat-log.ts";
import { Composer } from "./composer.ts";
import type { LobbyContext } from "./context.ts";
import { skeletonRows } from "./name-with-badge.ts";
import { LobbyStatusNote } from "./status-note.ts";

/** The chat of the lobby's channel. */
export class ChatBoard {
  readonly root: HTMLElement;
  readonly composer: Composer;
  readonly #context: LobbyContext;
  readonly #log: ChatLog;
  readonly #note: LobbyStatusNote;
  readonly #ghosts = skeletonRows(5, "line-ghost");

  constructor(context: LobbyContext) {
    this.#context = context;
    this.#log = new ChatLog(context, "Lobby chat");
    this.composer = new Composer(context, LOBBY_CHANNEL, "Say something to the lobby");
    this.#note = new LobbyStatusNote(context.lobby, "Nobody has said anything yet. Say hello.");
    this.root = el(
      "section",
      { class: "board chat-board", "aria-labelledby": "chat-title" },
      el("h2", { id: "chat-title" }, "Chat"),
      el("div", { class: "board-body" }, this.#note.root, this.#ghosts, this.#log.root),
      this.composer.root,
    );
    this.root.addEventListener("focusin", () => this.#log.readOut(true));
    this.root.addEventListener("focusout", () => this.#log.readOut(false));
    context.lobby.setReading(LOBBY_CHANNEL, true);
    context.lobby.on("channel", ({ name }) => name === LOBBY_CHANNEL && this.show());
    context.lobby.on("status", () => this.show());
  }

  show(): void {
    if (this.root.offsetParent === null) return;
    const { lobby } = this.#context;
    const channel = lobby.channel(LOBBY_CHANNEL);
    const lines = channel?.messages ?? [];
    const waiting = lobby.status === "joining" || (lobby.status === "live" && channel?.status !== "open");
    this.#ghosts.hidden = !waiting || lines.length > 0;
    this.#note.show(lines.length === 0 && !waiting);
    this.#log.root.hidden = lines.length === 0;
    this.#log.show(LOBBY_CHANNEL, lines);
  }
}
