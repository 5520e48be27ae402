import type { Api, Identity } from "../../identity/index.ts";
import type { Announcer } from "../../ui/announcer.ts";
import type { Friends } from "../friends.ts";
import type { Inbox } from "../inbox.ts";
import type { LobbyClient } from "../lobby-client.ts";
import type { ChatMessage } from "../model.ts";

/** Where the lobby leads to. */
export interface LobbyNavigation {
  /** Into a match that is on. */
  join(room: string): void;
  /** Looks on. */
  watch(room: string): void;
  watchReplay(id: string): void;
  /** Into a match of one's own, which only its link leads to. */
  createPrivate(): void;
}

/** What the pieces of the lobby share. */
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
  /** Begins a line that calls someone, where this player would write one now. */
  mention(name: string): void;
}

export const roleOf = ({ identity }: Pick<LobbyContext, "identity">): string => identity.player?.role ?? "guest";

export const canSetRoles = (context: Pick<LobbyContext, "identity">): boolean => roleOf(context) === "operator";

export const canModerate = (context: Pick<LobbyContext, "identity">): boolean =>
  ["moderator", "operator"].includes(roleOf(context));
