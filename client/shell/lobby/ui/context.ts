import type { Api, Identity } from "../../identity/index.ts";
import type { Announcer } from "../../ui/announcer.ts";
import type { Friends } from "../friends.ts";
import type { GameLink } from "../game-link.ts";
import type { Inbox } from "../inbox.ts";
import type { LobbyClient } from "../lobby-client.ts";
import type { ChatMessage } from "../model.ts";
import type { ResultWords } from "../results.ts";

/** Navigation from the lobby. */
export interface LobbyNavigation {
  /** Joins a running match. */
  join(room: string): void;
  /** Watches a running match. */
  watch(room: string): void;
  watchReplay(id: string): void;
  /** Creates a private match. */
  createPrivate(): void;
}

/** Shared by the parts of the lobby's UI. */
export interface LobbyContext {
  readonly api: Api;
  readonly identity: Identity;
  readonly lobby: LobbyClient;
  readonly friends: Friends;
  readonly inbox: Inbox;
  readonly announcer: Announcer;
  readonly navigation: LobbyNavigation;
  openPlayer(player: number, name: string): void;
  openMessage(channel: string, line: ChatMessage): void;
  /** Name of this page's game. */
  readonly game: string;
  readonly results: ResultWords;
  /** The other games of this server. */
  otherGames(): Promise<readonly GameLink[]>;
  /** Begins a message that mentions a player, in the current chat input. */
  mention(name: string): void;
}

export const roleOf = ({ identity }: Pick<LobbyContext, "identity">): string => identity.player?.role ?? "guest";

export const canSetRoles = (context: Pick<LobbyContext, "identity">): boolean => roleOf(context) === "operator";

export const canModerate = (context: Pick<LobbyContext, "identity">): boolean =>
  ["moderator", "operator"].includes(roleOf(context));
