import { matchMaker, Room } from "@colyseus/core";
import type { RowReader } from "../ops/readable-rows.ts";
import type { SpectatableRoom } from "./spectators.ts";

/** The public status of a room, see `shown` of the base room. */
type Shown = Omit<SpectatableRoom, "room" | "game">;

/**
 * The rooms of this process that may be spectated.
 *
 * @param games by names of room types in matchmaking: a game's own and its releases'
 */
export function spectatableRooms(games: ReadonlyMap<string, string>, readRows: RowReader) {
  function find(roomId: string): SpectatableRoom | null {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    const game = room instanceof Room ? games.get(room.roomName) : undefined;
    if (game === undefined) return null;
    const { shown } = room as { readonly shown?: Shown };
    return shown === undefined ? null : { ...shown, room: roomId, game };
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
