import type { Command } from "../../../../shared/games/lobby/command.ts";
import type { World } from "../../../../shared/games/lobby/index.ts";
import type { CommandTarget } from "../../../colyseus/forwarding-consumer.ts";
import { findSingleton } from "../../../colyseus/matchmaking.ts";
import { RetryLater } from "../../../outbox/index.ts";

/** The part of {@link FindLobby} for callers that only send commands. */
export type FindLobbyReceiver = () => Promise<CommandTarget<Command>>;

export interface LobbyHandle extends CommandTarget<Command> {
  /** Calls `read` with its world between two ticks. It must not change the world nor keep references to it. */
  inspect<T>(read: (world: World) => T): T;
}

/** The lobby of this process. Rejects with {@link RetryLater} while there is none. */
export type FindLobby = () => Promise<LobbyHandle>;

/** @param roomName the definition's name */
export function findLobby(roomName: string): FindLobby {
  return async () => {
    const room: unknown = await findSingleton(roomName);
    if (room === null) throw new RetryLater("the lobby does not run in this process");
    return room as LobbyHandle;
  };
}
