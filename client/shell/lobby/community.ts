import { type Api, ApiError, Identity, type LocalTokenStore } from "../identity/index.ts";
import { Friends } from "./friends.ts";
import { Inbox } from "./inbox.ts";
import { LobbyClient } from "./lobby-client.ts";
import type { Lobby } from "./model.ts";

/** How long joining waits for the account server, ms; then the player plays without a known identity. */
const WAIT_MS = 1_500;

export interface CommunityOptions {
  readonly api: Api;
  readonly tokens: LocalTokenStore;
  /** Joins the lobby; rejects with `JoinError`. @param signal aborts the attempt */
  openLobby(signal: AbortSignal): Promise<Lobby>;
  callsign(): string;
  /** Runs `work` while no other tab does; at once by default. */
  readonly withTabLock?: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * Calls `changed` when another tab signs in or out; with its token, if it is a page of an earlier release. Returns a
   * function that notifies the other tabs.
   */
  watchOtherTabs?(changed: (token: string | null) => void): () => void;
}

/** The page's social side: the player's identity, the lobby, friends and the inbox. */
export class Community {
  readonly api: Api;
  readonly identity: Identity;
  readonly lobby: LobbyClient;
  readonly friends: Friends;
  readonly inbox: Inbox;
  #player = 0;

  constructor(options: CommunityOptions) {
    const { api, tokens, callsign, withTabLock } = options;
    this.api = api;
    const notifyOtherTabs = options.watchOtherTabs?.((token) => this.identity.onOtherTab(token));
    this.identity = new Identity({
      api,
      tokens,
      callsign,
      ...(withTabLock !== undefined && { withTabLock }),
      ...(notifyOtherTabs !== undefined && { onChanged: notifyOtherTabs }),
    });
    this.lobby = new LobbyClient({ identity: this.identity, open: (given) => options.openLobby(given) });
    this.friends = new Friends(api);
    this.inbox = new Inbox(api, this.identity);
    this.identity.subscribe(() => this.#onIdentity());
    this.lobby.on("notice", (notice) => this.inbox.push(notice));
  }

  start(): void {
    void this.identity.start();
  }

  /**
   * Gives a guest this name. Resolves soon even if the server does not answer: then the player plays without a known
   * identity. Rejects with `ApiError` if the name is not available.
   */
  async claimName(name: string): Promise<void> {
    const { identity } = this;
    if (identity.status === "asking")
      await Promise.race([identity.start(), new Promise((resolve) => setTimeout(resolve, WAIT_MS))]);
    if (identity.me === null || identity.me.account) return;
    try {
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS));
      await Promise.race([identity.rename(name), timeout]);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.isTransient) throw error;
    }
  }

  #onIdentity(): void {
    const player = this.identity.player?.id ?? 0;
    if (player === this.#player) return;
    this.#player = player;
    this.inbox.clear();
    this.friends.clear();
    if (player === 0) return;
    void this.friends.load();
    this.inbox.load().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
    });
  }
}
