import type { LobbyState } from "../../shared/wire/lobby.ts";
import { LOBBY_WIRE } from "../../shared/wire/lobby-wire.ts";
import { Connection, type ConnectionOptions, type TokenStore } from "../net/index.ts";
import { LobbyLink } from "./lobby-link.ts";
import type { Lobby } from "./model.ts";

export interface LobbyOptions {
  /** `http(s)://` or `ws(s)://`, with port. */
  readonly url: string;
  /** The player's token, see `ConnectionOptions`. */
  readonly token: NonNullable<ConnectionOptions["token"]>;
  /** Of the lobby's own seat: another store than the match's. */
  readonly seats: TokenStore;
  /** The server speaks another wire: reload. */
  readonly outdated?: () => void;
  /** Aborted: the seat is not wanted any more, and is left as soon as it is had. */
  readonly given?: AbortSignal;
}

const UPDATE_MS = 250;

/** A seat in the lobby of a server. Resolves when it is taken; rejects with `JoinError`, in words for a player. */
export async function openLobby({ url, token, seats, outdated, given }: LobbyOptions): Promise<Lobby> {
  const connection = new Connection<LobbyState>({
    ...{ url, room: "lobby", join: {}, tokens: seats, token, wire: LOBBY_WIRE },
    ...(outdated !== undefined && { outdated }),
  });
  given?.addEventListener("abort", () => connection.leave(""), { once: true });
  return openOver(connection);
}

/** The same over a connection of one's own. */
export async function openOver(connection: Connection<LobbyState>): Promise<LobbyLink> {
  const [firstNonce] = crypto.getRandomValues(new Uint32Array(1));
  const lobby = new LobbyLink(connection, { nowMs: () => performance.now(), firstNonce });
  const timer = setInterval(() => lobby.update(), UPDATE_MS);
  lobby.on("status", (status) => {
    if (status === "closed") clearInterval(timer);
  });
  await connection.open();
  return lobby;
}
