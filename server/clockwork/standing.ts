import { matchMaker, Room } from "@colyseus/core";

/** The room of this process that stands under a name; null: there is none. */
export async function standingRoom(name: string): Promise<Room | null> {
  for (const { roomId } of await matchMaker.query({ name })) {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (room instanceof Room) return room;
  }
  return null;
}

/**
 * Makes the rooms of a process that are to stand and were not recovered. For when core is set up.
 *
 * @param withheld names of those that are not to be made, see {@link recoverRooms}
 */
export async function openStanding(
  definitions: readonly { readonly name: string; readonly standing?: boolean }[],
  withheld: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const { name, standing } of definitions)
    if (standing && !withheld.has(name) && (await standingRoom(name)) === null) await matchMaker.createRoom(name, {});
}
