import type { FindLobby } from "./find.ts";

/** A message in a channel of the lobby. */
export interface PlayerMessage {
  readonly channel: string;
  readonly line: number;
  /** ms since 1970 */
  readonly atMs: number;
  readonly text: string;
}

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
