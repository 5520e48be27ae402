import { type Api, ApiError, Identity, type TokenKeeper } from "../identity/index.ts";
import { LobbyDesk } from "./desk.ts";
import { Friends } from "./friends.ts";
import { Inbox } from "./inbox.ts";
import type { Lobby } from "./model.ts";

/** How long a launch waits for the server to say who flies, ms: to fly comes first. */
const WAIT_MS = 1_500;

export interface CommunityOptions {
  readonly api: Api;
  readonly keeper: TokenKeeper;
  /** @see DeskOptions.open */
  openLobby(given: AbortSignal): Promise<Lobby>;
  callsign(): string;
  readonly alone?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Calls back when another tab signed in or out, with the token of one of an earlier release; returns how to tell others. */
  watchOtherTabs?(changed: (token: string | null) => void): () => void;
}

/** Everything that a page has of other people: who one is, the lobby, friends, and what one is told. */
export class Community {
  readonly api: Api;
  readonly identity: Identity;
  readonly lobby: LobbyDesk;
  readonly friends: Friends;
  readonly inbox: Inbox;
  #player = 0;

  constructor(options: CommunityOptions) {
    const { api, keeper, callsign, alone } = options;
    this.api = api;
    const tellOthers = options.watchOtherTabs?.((token) => this.identity.heard(token));
    this.identity = new Identity({
      ...{ api, keeper, callsign },
      ...(alone !== undefined && { alone }),
      ...(tellOthers !== undefined && { changed: tellOthers }),
    });
    this.lobby = new LobbyDesk({ identity: this.identity, open: (given) => options.openLobby(given) });
    this.friends = new Friends(api);
    this.inbox = new Inbox(api, this.identity);
    this.identity.subscribe(() => this.#onIdentity());
    this.lobby.on("notice", (notice) => this.inbox.push(notice));
  }

  start(): void {
    void this.identity.start();
  }

  /**
   * Sees to it that this player flies under a name. Resolves soon, even where the server does not answer: then it is not
   * known who flies, and one flies all the same. Rejects with `ApiError` when the name cannot be had.
   */
  async callMyself(name: string): Promise<void> {
    const { identity } = this;
    if (identity.status === "asking")
      await Promise.race([identity.start(), new Promise((resolve) => setTimeout(resolve, WAIT_MS))]);
    if (identity.me === null || identity.me.account) return;
    try {
      const late = new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS));
      await Promise.race([identity.rename(name), late]);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.passing) throw error;
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
