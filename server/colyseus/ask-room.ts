import { matchMaker } from "@colyseus/core";

/** Whether any process has a room. */
export const isRoomOpen = async (roomId: string): Promise<boolean> => matchMaker.driver.has(roomId);

/**
 * Calls a method of a room, whichever process runs it; without arguments, reads a property. Arguments and results are plain
 * JSON data. Resolves with undefined if no process has the room. Rejects with the room's error, of which another process sends
 * only the message.
 */
export async function askRoom(roomId: string, name: string, args?: readonly unknown[]): Promise<unknown> {
  // Core waits for seconds for a room that is nowhere.
  if (!(await isRoomOpen(roomId))) return undefined;
  try {
    return await matchMaker.remoteRoomCall(roomId, name as never, args as never);
  } catch (error) {
    if (await isRoomOpen(roomId)) throw error;
    return undefined;
  }
}
