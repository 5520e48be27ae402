import type { LobbyConfig } from "../../../shared/games/lobby/config.ts";
import type { ServerGame } from "../../games.ts";
import { nameKey } from "../../platform/identity/name.ts";
import { asAnyRoomDefinition } from "../../runtime/room-definition.ts";
import { findLobby } from "./bridge/index.ts";
import { lobbyCommunity } from "./community.ts";
import { lobbyFeed, lobbyNotifications, sanctionsConsumer } from "./consumers/index.ts";
import { lobbyRoom } from "./index.ts";

/** The lobby for the server. */
const game: ServerGame = {
  define: ({ settings, seatHoldS, nowMs, mayDo }) =>
    asAnyRoomDefinition(
      lobbyRoom({ config: settings as Partial<LobbyConfig>, seatHoldS, nowMs, ...(mayDo !== undefined && { mayDo }) }),
    ),
  release: "release.ts",
  community: ({ roomName, journals, warn }) => lobbyCommunity(findLobby(roomName), { journals, warn }),
  consumers: (host) => [lobbyNotifications({ ...host, nameKey }), sanctionsConsumer(host), lobbyFeed(host.feed)],
};
export default game;
