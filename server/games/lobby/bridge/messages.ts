import type { PlayerMessage } from "../../../platform/community/index.ts";
import type { FindLobby } from "./find.ts";

/** Finds a player's messages in the lobby of this process; null: the lobby does not run here. */
export function messagesIn(find: FindLobby): (player: number) => Promise<readonly PlayerMessage[] | null> {
  return async (player) => {
    const lobby = await find().catch(() => null);
    if (lobby === null) return null;
    return lobby.inspect(({ channels }) =>
      [...channels.values()].flatMap(({ name: channel, lines }) =>
        lines.flatMap(({ id: line, player: by, atS, text }) =>
          by === player && text !== "" ? [{ channel, line, atMs: atS * 1_000, text }] : [],
        ),
      ),
    );
  };
}
