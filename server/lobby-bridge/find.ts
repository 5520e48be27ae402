import type { Command } from "../../shared/lobby/command.ts";
import type { Receiver } from "../clockwork/forward.ts";
import { standingRoom } from "../clockwork/standing.ts";
import { NotTaken } from "../outbox/index.ts";

/** The lobby of this process. Rejects with {@link NotTaken} while there is none. */
export type FindLobby = () => Promise<Receiver<Command>>;

/** @param roomName the definition's name */
export function findLobby(roomName: string): FindLobby {
  return async () => {
    const room: unknown = await standingRoom(roomName);
    if (room === null) throw new NotTaken("the lobby is not here");
    return room as Receiver<Command>;
  };
}
