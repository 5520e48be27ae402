import { LOBBY_FINGERPRINT } from "../../../shared/games/lobby/wire/fingerprint.ts";
import type { LobbyState } from "../../../shared/games/lobby/wire/state.ts";
import { Connection, type ConnectionOptions, type TokenStore } from "../../net/index.ts";
import { LobbyLink } from "./lobby-link.ts";
import type { Lobby } from "../../shell/lobby/model.ts";

export interface LobbyOptions {
  /** `http(s)://` or `ws(s)://`, with port. */
  readonly url: string;
  /** The player's token, see `ConnectionOptions`. */
  readonly token: NonNullable<ConnectionOptions["token"]>;
  /** Stores the token of the lobby seat, apart from the match's. */
  readonly tokens: TokenStore;
  /** The server speaks another version of the protocol: reload. */
  readonly outdated?: () => void;
  /** Aborts joining: the seat is left as soon as it is taken. */
  readonly signal?: AbortSignal;
}

const UPDATE_MS = 250;

/** Joins a server's lobby. Resolves when the seat is taken; rejects with `JoinError`, in words for a player. */
export async function openLobby({ url, token, tokens, outdated, signal }: LobbyOptions): Promise<Lobby> {
  const connection = new Connection<LobbyState>({
    url,
    room: "lobby",
    join: {},
    tokens: tokens,
    token,
    wire: LOBBY_FINGERPRINT,
    ...(outdated !== undefined && { outdated }),
  });
  signal?.addEventListener("abort", () => connection.leave(""), { once: true });
  return openLobbyOver(connection);
}

/** The same over a given connection. */
export async function openLobbyOver(connection: Connection<LobbyState>): Promise<LobbyLink> {
  const [firstNonce] = crypto.getRandomValues(new Uint32Array(1));
  const lobby = new LobbyLink(connection, { nowMs: () => performance.now(), firstNonce });
  const timer = setInterval(() => lobby.update(), UPDATE_MS);
  lobby.on("status", (status) => {
    if (status === "closed") clearInterval(timer);
  });
  await connection.open();
  return lobby;
}
