import { matchMaker, Room } from "@colyseus/core";
import type { RowReader } from "../ops/readable-rows.ts";
import type { SpectatableRoom } from "./spectators.ts";

/** The public status of a room, see `shown` of the base room. */
type Shown = Omit<SpectatableRoom, "room">;

/**
 * The rooms of this process that may be spectated.
 *
 * @param names of room types in matchmaking
 */
export function spectatableRooms(names: ReadonlySet<string>, readRows: RowReader) {
  function find(roomId: string): SpectatableRoom | null {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (!(room instanceof Room) || !names.has(room.roomName)) return null;
    const { shown } = room as unknown as { readonly shown?: Shown };
    return shown === undefined ? null : { ...shown, room: roomId };
  }

  return {
    find,
    /** Lists rooms without private ones. */
    async list(): Promise<readonly SpectatableRoom[]> {
      const listings = await matchMaker.query({});
      const open = listings.filter((listing) => !listing.private);
      return readRows.rows("matches", open, ({ roomId }) => find(roomId)).filter((row) => row !== null);
    },
  } as const;
}
