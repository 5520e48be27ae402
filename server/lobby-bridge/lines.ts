import type { World } from "../../shared/lobby/index.ts";
import { firstLine } from "../../shared/lobby/reading.ts";
import { standingRoom } from "../clockwork/standing.ts";

/** What someone said in a channel of the lobby. */
export interface SaidLine {
  readonly channel: string;
  readonly line: number;
  /** ms since 1970 */
  readonly atMs: number;
  readonly text: string;
}

interface Inspected {
  inspect<T>(read: (world: World) => T): T;
}

/**
 * Finds what a player said, as far as the lobby of this process remembers; null: it is not here.
 *
 * @param roomName the definition's name
 */
export function linesIn(roomName: string): (player: number) => Promise<readonly SaidLine[] | null> {
  return async (player) => {
    const room: unknown = await standingRoom(roomName);
    if (room === null) return null;
    return (room as Inspected).inspect(({ channels }) =>
      [...channels.values()].flatMap((channel) => {
        const first = firstLine(channel);
        return channel.lines.flatMap(({ player: by, atS, text }, i) =>
          by === player && text !== "" ? [{ channel: channel.name, line: first + i, atMs: atS * 1_000, text }] : [],
        );
      }),
    );
  };
}
