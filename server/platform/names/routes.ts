import type { RecordingNames } from "../../../shared/wire/rounds.ts";
import { HttpError, RouterError } from "../../http/error.ts";
import { type RouteGroup, route } from "../../http/route.ts";
import { isReplayId, isRoomId, roomOfReplay } from "../../journal/files/journal-paths.ts";
import { StoreError } from "../store/port.ts";
import type { PilotNames } from "./pilot-names.ts";

/**
 * `/rounds/ID/names`, `/live/ROOM/names`: the names of a recording's pilots. Not cacheable, because names may be erased.
 *
 * @param isShownLive whether running matches can be watched
 */
export function nameRoutes(
  names: Pick<PilotNames, "list" | "isOpen">,
  isShownLive: boolean,
  report: (error: unknown) => void,
): RouteGroup {
  const answer = async (room: string | null): Promise<RecordingNames> => {
    if (room === null) throw new RouterError("notFound", "no such recording");
    return { names: Object.fromEntries(await names.list(room)) };
  };
  return {
    explain(error) {
      if (error instanceof HttpError) return error;
      if (!(error instanceof StoreError)) return null;
      report(error);
      return new RouterError("unavailable", "names are not available now");
    },
    table: {
      "/rounds/:id/names": {
        GET: route({
          right: "everyone",
          cost: 5,
          answer: ({ params: { id } }) => answer(isReplayId(id) ? roomOfReplay(id) : null),
        }),
      },
      "/live/:room/names": {
        GET: route({
          right: "everyone",
          cost: 5,
          answer: ({ params: { room } }) => answer(isShownLive && isRoomId(room) && names.isOpen(room) ? room : null),
        }),
      },
    },
  };
}
