import { matchMaker, Room } from "@colyseus/core";

/** The singleton room of this process with a name; null: there is none. */
export async function findSingleton(name: string): Promise<Room | null> {
  for (const { roomId } of await matchMaker.query({ name })) {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (room instanceof Room) return room;
  }
  return null;
}

/**
 * Creates the singleton rooms that were not recovered. Call it after Colyseus is set up.
 *
 * @param withheld names of rooms not to create, see {@link recoverRooms}
 */
export async function openSingletons(
  definitions: readonly { readonly name: string; readonly singleton?: boolean }[],
  withheld: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const { name, singleton } of definitions)
    if (singleton && !withheld.has(name) && (await findSingleton(name)) === null) await matchMaker.createRoom(name, {});
}
