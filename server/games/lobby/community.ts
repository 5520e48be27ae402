import type { Community } from "../../platform/community/index.ts";
import { discardLobbies, type LobbyAsidesOptions } from "./bridge/asides.ts";
import { lobbyBridge } from "./bridge/bridge.ts";
import type { FindLobby } from "./bridge/find.ts";
import { messagesIn } from "./bridge/messages.ts";
import { readPresence } from "./presence.ts";

/** The lobby of this process as the platform's community. */
export function lobbyCommunity(find: FindLobby, asides: LobbyAsidesOptions): Community {
  return {
    presence: () => readPresence(find),
    async notify(notifications) {
      const lobby = await find();
      // All in one turn: the lobby accepts only rising causes.
      await Promise.all(notifications.map((notification) => lobby.putFrom({ type: "notice", ...notification })));
    },
    forget: async (player, cause) => (await find()).putFrom({ type: "forget", cause, player }),
    discardAsides: (players) => discardLobbies(players, asides),
    messagesOf: messagesIn(find),
    matchConsumers: (events, names) => [lobbyBridge(find, events, names)],
    async matchesRun(rooms, cause) {
      const lobby = await find();
      // Unlisted: its list has no names of games.
      const status = { listed: false, round: 1, playing: true, endsInS: 0, people: 0, seats: 0 };
      const pulses = rooms.map(
        (room, index) => ({ type: "pulse", room, cause: { ...cause, index }, ...status }) as const,
      );
      await Promise.all(pulses.map((pulse) => lobby.putFrom(pulse)));
    },
  };
}
