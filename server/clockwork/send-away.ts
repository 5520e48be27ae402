import { matchMaker } from "@colyseus/core";
import type { CloseRow } from "../../shared/wire/codes.ts";

interface Dismissing {
  sendAway(whom: (join: unknown) => boolean, row: CloseRow): void;
}

/**
 * Sends people away from rooms of this process, whose seats are not held for them.
 *
 * @param name the definition's
 * @param whom told by what they joined with
 */
export async function sendAway(name: string, whom: (join: unknown) => boolean, row: CloseRow): Promise<void> {
  for (const { roomId } of await matchMaker.query({ name })) {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (typeof room === "object" && room !== null && "sendAway" in room) (room as Dismissing).sendAway(whom, row);
  }
}
