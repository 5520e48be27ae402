import { LOBBY_FINGERPRINT } from "../../../shared/games/lobby/wire/fingerprint.ts";
import type { LobbyState } from "../../../shared/games/lobby/wire/state.ts";
import { Connection } from "../../net/index.ts";
import type { Lobby, LobbyOptions } from "../../shell/lobby/model.ts";
import { LobbyLink } from "./lobby-link.ts";

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
