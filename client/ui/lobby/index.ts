import type { Bindings } from "../../input/actions.ts";
import type { Community } from "../../lobby/community.ts";
import type { Line } from "../../lobby/model.ts";
import { Announcer } from "../announcer.ts";
import { AccountPanel } from "./account-panel.ts";
import { ChatBoard } from "./chat-board.ts";
import type { LobbyContext, LobbyWays } from "./context.ts";
import { Doors } from "./doors.ts";
import { InboxPanel } from "./inbox-panel.ts";
import { LeagueBoard } from "./league-board.ts";
import { LineCard } from "./line-card.ts";
import { MatchChat, opensChat } from "./match-chat.ts";
import { MatchList } from "./matches.ts";
import { ModerationPanel } from "./moderation-panel.ts";
import { Nav, type View, WIDE } from "./nav.ts";
import { NoticeToasts } from "./notice-toasts.ts";
import { PeopleList } from "./people.ts";
import { PlayerCard } from "./player-card.ts";
import { PrivatePanel } from "./private-panel.ts";

export interface LobbyPort extends LobbyWays {
  openReplays(): void;
  openSettings(): void;
  /** Whether a ship is flown. */
  flying(): boolean;
  /** The match's chat opens: who types does not fly. */
  chatOpened(): void;
}

/** The lobby: boards beside the menu, dialogs over it, toasts and the match's chat over everything. */
export class Lobby {
  /** For the menu: in the order of the Tab key. */
  readonly boards: readonly HTMLElement[];
  readonly doors: HTMLElement;
  /** For the page, over everything else. */
  readonly over: readonly HTMLElement[];
  readonly chat: MatchChat;
  readonly #nav: Nav;
  readonly #talk: ChatBoard;
  readonly #parts: readonly { show(): void }[];
  readonly #private: PrivatePanel;
  readonly #wide = window.matchMedia(WIDE);
  #view: View = "fly";
  #chosen: (view: View) => void = () => undefined;

  constructor(community: Community, port: LobbyPort) {
    const context: LobbyContext = {
      ...{ api: community.api, identity: community.identity, lobby: community.lobby },
      ...{ friends: community.friends, inbox: community.inbox, announcer: new Announcer(), ways: port },
      openPlayer: (player, name) => playerCard.show(player, name),
      openLine: (channel: string, line: Line) => lineCard.show(channel, line),
      mention: (name) => this.#mention(name),
    };
    const [playerCard, lineCard] = [new PlayerCard(context), new LineCard(context)];
    const [inbox, account] = [new InboxPanel(context), new AccountPanel(context)];
    const moderation = new ModerationPanel(context);
    const toasts = new NoticeToasts(context, () => port.flying());
    this.#private = new PrivatePanel(context);
    this.chat = new MatchChat(context, () => port.chatOpened());
    this.doors = new Doors(context, {
      openAccount: () => account.show(),
      openInbox: () => void inbox.show(),
      openReplays: () => port.openReplays(),
      openSettings: () => port.openSettings(),
      openModeration: () => moderation.show(),
    }).root;
    this.#nav = new Nav((view) => this.choose(view));
    const [matches, league, people] = [new MatchList(context), new LeagueBoard(context), new PeopleList(context)];
    this.#talk = new ChatBoard(context);
    this.#parts = [matches, league, this.#talk, people];
    this.boards = [this.#nav.root, matches.root, league.root, this.#talk.root, people.root];
    const panels = [inbox, account, this.#private, playerCard, lineCard, moderation];
    this.over = [this.chat.root, toasts.root, context.announcer.root, ...panels.map(({ panel }) => panel.root)];
    this.#wide.addEventListener("change", () => this.choose(this.#view));
    context.lobby.on("channel", ({ name, fresh }) => {
      if (name === "lobby" && fresh.length > 0 && !this.#wide.matches && this.#view !== "chat") this.#nav.news(true);
    });
  }

  /** Tells `chosen` which part of the page is to be seen, now and at each change. */
  begin(chosen: (view: View) => void): void {
    this.#chosen = chosen;
    this.choose("fly");
  }

  choose(view: View): void {
    this.#view = view;
    if (view === "chat") this.#nav.news(false);
    this.#nav.mark(this.#wide.matches && view !== "league" ? "live" : view);
    this.#chosen(view);
    this.refresh();
  }

  /** Nothing is drawn that is not seen: call it when it is. */
  refresh(): void {
    for (const part of this.#parts) part.show();
  }

  openPrivate(): void {
    this.#private.panel.show();
  }

  /** A key that went down in flight. Says whether it was for the chat. */
  key(event: KeyboardEvent, bindings: Bindings): boolean {
    if (this.chat.room === "" || !opensChat(event, bindings)) return false;
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
