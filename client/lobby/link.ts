import type { TokenStore } from "../net/index.ts";
import type { Lobby } from "./model.ts";

export interface LobbyOptions {
  /** `http(s)://` or `ws(s)://`, with port. */
  readonly url: string;
  /** The player's token, as `/auth/…` gave it; asked for with each request, as it is renewed now and then. */
  readonly token: () => string | null;
  /** Of the lobby's own seat: another store than the match's. */
  readonly seats: TokenStore;
  /** The server speaks another wire: reload. */
  readonly outdated?: () => void;
}

/** A seat in the lobby of a server. Resolves when it is taken; rejects with `JoinError`, in words for a player. */
export declare function openLobby(options: LobbyOptions): Promise<Lobby>;
