import { matchMaker } from "@colyseus/core";
import type { CloseRow } from "../../shared/wire/codes.ts";

interface DismissingRoom {
  sendAway(whom: (join: unknown) => boolean, row: CloseRow): void;
}

/**
 * Disconnects players from rooms of this process for good: their seats are not held.
 *
 * @param whom selects players by their join
 * @param name of a room type; default: all types, including those of earlier releases
 */
export async function sendAway(whom: (join: unknown) => boolean, row: CloseRow, name?: string): Promise<void> {
  for (const { roomId } of await matchMaker.query(name === undefined ? {} : { name })) {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (typeof room === "object" && room !== null && "sendAway" in room) (room as DismissingRoom).sendAway(whom, row);
  }
}
