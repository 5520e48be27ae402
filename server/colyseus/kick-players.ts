import { matchMaker } from "@colyseus/core";
import type { CloseReason } from "../../shared/wire/codes.ts";

interface DismissingRoom {
  sendAway(whom: (join: unknown) => boolean, row: CloseReason): void;
}

/**
 * Disconnects players from rooms of this process for good: their seats are not held.
 *
 * @param whom selects players by their join
 * @param name of a room type; default: all types, including those of earlier releases
 */
export async function kickPlayers(whom: (join: unknown) => boolean, row: CloseReason, name?: string): Promise<void> {
  for (const { roomId } of await matchMaker.query(name === undefined ? {} : { name })) {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (typeof room === "object" && room !== null && "sendAway" in room) (room as DismissingRoom).sendAway(whom, row);
  }
}
