import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { type ConnectionOptions, JoinError } from "../net/index.ts";
import { Api, ApiError, browserTokenStore, watchOtherTabs, withTabLock } from "./identity/index.ts";
import { Community } from "./lobby/community.ts";
import type { Lobby } from "./lobby/model.ts";
import type { TabStorage } from "./tab-storage.ts";

/** What a connection of this page needs. */
export interface PageAccess {
  /** The player's token, see `ConnectionOptions`. */
  readonly token: NonNullable<ConnectionOptions["token"]>;
  /** The server speaks another version of the protocol. */
  outdated(): void;
}

export interface CommunityAccess extends PageAccess {
  readonly community: Community;
  /** Gives a guest this name. Rejects with `JoinError` if it is not available. */
  claimName(name: string): Promise<void>;
}

export interface CommunityAccessOptions {
  /** Address of the server. */
  readonly url: string;
  readonly tab: Pick<TabStorage, "hasLeftVersion">;
  /** The wire that this page speaks. */
  readonly wire: string;
  /** A name to begin with. */
  callsign(): string;
  openLobby(access: PageAccess, signal: AbortSignal): Promise<Lobby>;
  /** Loads the page of the server's version. */
  changePage(): void;
}

/** Connects this page to the player's account and to the lobby. */
export function connectCommunity(options: CommunityAccessOptions): CommunityAccess {
  const { url, tab, wire } = options;
  const access: PageAccess = {
    token: (refused) => community.identity.token(refused),
    // If the redirect leads back here, ask the player instead of trying again.
    outdated() {
      if (!tab.hasLeftVersion(wire)) options.changePage();
    },
  };
  const community: Community = new Community({
    api: new Api({ url }),
    tokens: browserTokenStore(),
    callsign: () => options.callsign(),
    withTabLock,
    watchOtherTabs,
    openLobby: (signal) => options.openLobby(access, signal),
  });
  return { ...access, community, claimName: (name) => community.claimName(name).catch(refuseName) };
}

/** Rethrows an API error about a name as the `JoinError` that a room would give. */
function refuseName(error: unknown): never {
  if (!(error instanceof ApiError) || error.code === ROOM_REFUSAL.banned) throw error;
  throw new JoinError(error.message, ROOM_REFUSAL.nameTaken);
}
