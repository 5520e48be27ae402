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
  /** Stores the token of the lobby seat, apart from the match's. */
  readonly seats: TokenStore;
  /** The server speaks another version of the protocol: reload. */
  readonly outdated?: () => void;
  /** Aborts joining: the seat is left as soon as it is taken. */
  readonly given?: AbortSignal;
}

const UPDATE_MS = 250;

/** Joins a server's lobby. Resolves when the seat is taken; rejects with `JoinError`, in words for a player. */
export async function openLobby({ url, token, seats, outdated, given }: LobbyOptions): Promise<Lobby> {
  const connection = new Connection<LobbyState>({
    url,
    room: "lobby",
    join: {},
    tokens: seats,
    token,
    wire: LOBBY_WIRE,
    ...(outdated !== undefined && { outdated }),
  });
  given?.addEventListener("abort", () => connection.leave(""), { once: true });
  return openOver(connection);
}

/** The same over a given connection. */
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
