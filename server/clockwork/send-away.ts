import { matchMaker } from "@colyseus/core";
import type { CloseRow } from "../../shared/wire/codes.ts";

interface Dismissing {
  sendAway(whom: (join: unknown) => boolean, row: CloseRow): void;
}

/**
 * Sends people away from rooms of this process, whose seats are not held for them.
 *
 * @param whom told by what they joined with
 * @param name of a room type; default: from rooms of all types, those of earlier releases among them
 */
export async function sendAway(whom: (join: unknown) => boolean, row: CloseRow, name?: string): Promise<void> {
  for (const { roomId } of await matchMaker.query(name === undefined ? {} : { name })) {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (typeof room === "object" && room !== null && "sendAway" in room) (room as Dismissing).sendAway(whom, row);
  }
}
