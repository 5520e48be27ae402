import { matchMaker, Room } from "@colyseus/core";
import type { RowReader } from "../ops/readable-rows.ts";
import type { Watchable } from "./spectators.ts";

/** What a room that may be watched tells of itself. */
type Shown = Omit<Watchable, "room">;

/**
 * The rooms of this process that may be watched.
 *
 * @param names those under which core knows them
 */
export function watchableRooms(names: ReadonlySet<string>, readRows: RowReader) {
  function find(roomId: string): Watchable | null {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (!(room instanceof Room) || !names.has(room.roomName)) return null;
    const { shown } = room as unknown as { readonly shown?: Shown };
    return shown === undefined ? null : { ...shown, room: roomId };
  }

  return {
    find,
    /** Without the private ones. */
    async list(): Promise<readonly Watchable[]> {
      const listings = await matchMaker.query({});
      const open = listings.filter((listing) => !listing.private);
      return readRows.rows("matches", open, ({ roomId }) => find(roomId)).filter((row) => row !== null);
    },
  } as const;
}
