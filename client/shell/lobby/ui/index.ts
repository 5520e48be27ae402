import { Announcer } from "../../ui/announcer.ts";
import type { Community } from "../community.ts";
import type { GameLink } from "../game-link.ts";
import type { ChatMessage } from "../model.ts";
import type { ResultWords } from "../results.ts";
import { AccountPanel } from "./account-panel.ts";
import { ChatBoard } from "./chat-board.ts";
import type { LobbyContext, LobbyNavigation } from "./context.ts";
import { InboxPanel } from "./inbox-panel.ts";
import { LobbyTabs, type LobbyView, type TabLabel, VIEWS, WIDE_QUERY } from "./lobby-tabs.ts";
import { isChatKey, type KeyBindings, MatchChat } from "./match-chat.ts";
import { MenuToolbar } from "./menu-toolbar.ts";
import { MessageCard } from "./message-card.ts";
import { ModerationPanel } from "./moderation-panel.ts";
import { NoticeToasts } from "./notice-toasts.ts";
import { PeopleList } from "./people-list.ts";
import { PlayerCard } from "./player-card.ts";
import { PrivatePanel } from "./private-panel.ts";

export interface LobbyUiPort extends LobbyNavigation {
  openReplays(): void;
  openSettings(): void;
  /** Whether a match is being played. */
  playing(): boolean;
  /** Called when the match's chat opens: keys are then text. */
  chatOpened(): void;
}

/** A part of the menu. */
export interface Board {
  readonly root: HTMLElement;
  /** Redraws it; called when it becomes visible. */
  show(): void;
}

/** The parts of the lobby that a game provides. */
export interface LobbyUiGame {
  /** Its name in the table of games. */
  readonly name: string;
  /** The other games of this server. */
  otherGames(): Promise<readonly GameLink[]>;
  /** The tab of the menu itself. */
  readonly playTab: TabLabel;
  readonly results: ResultWords;
  /** The board of its running matches. */
  live(context: LobbyContext): Board;
  league?(context: LobbyContext): Board;
}

/** The lobby's UI: boards beside the menu, dialogs, toasts, and the match's chat on top. */
export class LobbyUi {
  /** Placed in the menu, in the order of the Tab key. */
  readonly boards: readonly HTMLElement[];
  readonly toolbar: HTMLElement;
  /** Placed above the page. */
  readonly overlays: readonly HTMLElement[];
  readonly chat: MatchChat;
  readonly #nav: LobbyTabs;
  readonly #talk: ChatBoard;
  readonly #parts: readonly Board[];
  readonly #private: PrivatePanel;
  readonly #wide = window.matchMedia(WIDE_QUERY);
  #view: LobbyView = "fly";
  #chosen: (view: LobbyView) => void = () => undefined;

  constructor(community: Community, port: LobbyUiPort, game: LobbyUiGame) {
    const context: LobbyContext = {
      ...{ api: community.api, identity: community.identity, lobby: community.lobby },
      ...{ friends: community.friends, inbox: community.inbox, announcer: new Announcer(), navigation: port },
      openPlayer: (player, name) => playerCard.show(player, name),
      openMessage: (channel: string, line: ChatMessage) => lineCard.show(channel, line),
      ...{ game: game.name, results: game.results },
      otherGames: () => game.otherGames(),
      mention: (name) => this.#mention(name),
    };
    const [playerCard, lineCard] = [new PlayerCard(context), new MessageCard(context)];
    const [inbox, account] = [new InboxPanel(context), new AccountPanel(context)];
    const moderation = new ModerationPanel(context);
    const toasts = new NoticeToasts(context, () => port.playing());
    this.#private = new PrivatePanel(context);
    this.chat = new MatchChat(context, () => port.chatOpened());
    this.toolbar = new MenuToolbar(context, {
      openAccount: () => account.show(),
      openInbox: () => void inbox.show(),
      openReplays: () => port.openReplays(),
      openSettings: () => port.openSettings(),
      openModeration: () => moderation.show(),
    }).root;
    const league = game.league?.(context) ?? null;
    const views = VIEWS.filter((view) => view !== "league" || league !== null);
    this.#nav = new LobbyTabs(game.playTab, (view) => this.choose(view), views);
    this.#talk = new ChatBoard(context);
    this.#parts = [game.live(context), ...(league === null ? [] : [league]), this.#talk, new PeopleList(context)];
    this.boards = [this.#nav.root, ...this.#parts.map(({ root }) => root)];
    const panels = [inbox, account, this.#private, playerCard, lineCard, moderation];
    this.overlays = [this.chat.root, toasts.root, context.announcer.root, ...panels.map(({ panel }) => panel.root)];
    this.#wide.addEventListener("change", () => this.choose(this.#view));
    context.lobby.on("channel", ({ name, fresh }) => {
      if (name === "lobby" && fresh.length > 0 && !this.#wide.matches && this.#view !== "chat")
        this.#nav.showBadge(true);
    });
  }

  /** Calls `chosen` with the visible part of the page, now and on each change. */
  begin(chosen: (view: LobbyView) => void): void {
    this.#chosen = chosen;
    this.choose("fly");
  }

  choose(view: LobbyView): void {
    this.#view = view;
    if (view === "chat") this.#nav.showBadge(false);
    this.#nav.select(this.#wide.matches && view !== "league" ? "live" : view);
    this.#chosen(view);
    this.refresh();
  }

  /** Redraws the visible parts; hidden ones are drawn when they become visible. */
  refresh(): void {
    for (const part of this.#parts) part.show();
  }

  openPrivate(): void {
    this.#private.panel.show();
  }

  /** Handles a key press in a match. Returns whether it was for the chat. */
  key(event: KeyboardEvent, bindings: KeyBindings): boolean {
    if (this.chat.room === "" || !isChatKey(event, bindings)) return false;
    event.preventDefault();
    this.chat.open();
    return true;
  }

  #mention(name: string): void {
    if (this.chat.room !== "") {
      this.chat.open();
      this.chat.composer.mention(name);
      return;
    }
    if (!this.#wide.matches) this.choose("chat");
    this.#talk.composer.mention(name);
  }
}
