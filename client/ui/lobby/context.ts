import type { Api, Identity } from "../../identity/index.ts";
import type { LobbyDesk } from "../../lobby/desk.ts";
import type { Friends } from "../../lobby/friends.ts";
import type { Inbox } from "../../lobby/inbox.ts";
import type { Line } from "../../lobby/model.ts";
import type { Announcer } from "../announcer.ts";

/** Where the lobby leads to. */
export interface LobbyWays {
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
  readonly lobby: LobbyDesk;
  readonly friends: Friends;
  readonly inbox: Inbox;
  readonly announcer: Announcer;
  readonly ways: LobbyWays;
  openPlayer(player: number, name: string): void;
  openLine(channel: string, line: Line): void;
  /** Begins a line that calls someone, where this player would write one now. */
  mention(name: string): void;
}

export const roleOf = ({ identity }: Pick<LobbyContext, "identity">): string => identity.player?.role ?? "guest";

export const mayAppoint = (context: Pick<LobbyContext, "identity">): boolean => roleOf(context) === "operator";

export const maySanction = (context: Pick<LobbyContext, "identity">): boolean =>
  ["moderator", "operator"].includes(roleOf(context));
