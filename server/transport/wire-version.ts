import { matchMaker, Room } from "@colyseus/core";

/** What a room class may say of itself: only clients that name the same wire are let in. */
export interface Versioned {
  readonly wire?: string;
}

/** Whether the room named or held under `nameOrId` speaks another wire than a client's, which names none with null. */
export function hasOtherWire(nameOrId: string, wire: string | null): boolean {
  const room: unknown = matchMaker.getLocalRoomById(nameOrId);
  const type: unknown = room instanceof Room ? room.constructor : matchMaker.getRoomClass(nameOrId);
  const own = (type as Versioned | undefined)?.wire;
  return own !== undefined && own !== wire;
}
