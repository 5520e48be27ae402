import { matchMaker } from "@colyseus/core";
import type { Command } from "../../shared/lobby/command.ts";
import type { Receiver } from "../clockwork/forward.ts";
import { NotTaken } from "../clockwork/sources.ts";

/** The lobby of this process. Rejects with {@link NotTaken} while there is none. */
export type FindLobby = () => Promise<Receiver<Command>>;

/** @param roomName the definition's name */
export function findLobby(roomName: string): FindLobby {
  let id: string | null = null;
  return async () => {
    let room: unknown = id === null ? undefined : matchMaker.getLocalRoomById(id);
    if (room === undefined) {
      const here = { name: roomName, processId: matchMaker.processId };
      id = (await matchMaker.query(here))[0]?.roomId ?? null;
      room = id === null ? undefined : matchMaker.getLocalRoomById(id);
    }
    if (typeof room === "object" && room !== null && "putFrom" in room) return room as Receiver<Command>;
    throw new NotTaken("the lobby is not here");
  };
}
