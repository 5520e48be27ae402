import type { Command } from "../../shared/lobby/command.ts";
import type { World } from "../../shared/lobby/index.ts";
import type { Receiver } from "../clockwork/forward.ts";
import { standingRoom } from "../clockwork/standing.ts";
import { NotTaken } from "../outbox/index.ts";

/** The part of {@link FindLobby} for callers that only send commands. */
export type FindReceiver = () => Promise<Receiver<Command>>;

export interface Lobby extends Receiver<Command> {
  /** Calls `read` with its world between two ticks. It must not change the world nor keep references to it. */
  inspect<T>(read: (world: World) => T): T;
}

/** The lobby of this process. Rejects with {@link NotTaken} while there is none. */
export type FindLobby = () => Promise<Lobby>;

/** @param roomName the definition's name */
export function findLobby(roomName: string): FindLobby {
  return async () => {
    const room: unknown = await standingRoom(roomName);
    if (room === null) throw new NotTaken("the lobby does not run in this process");
    return room as Lobby;
  };
}
