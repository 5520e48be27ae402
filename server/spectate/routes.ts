import { DELAY_HEADER, LIVE_REFUSALS, type LiveRefusal } from "../../shared/wire/live.ts";
import { HttpError } from "../http/error.ts";
import { DATA_HEADERS } from "../http/headers.ts";
import { type RouteGroup, route } from "../http/route.ts";
import { isRoomId } from "../journal/files/journal-paths.ts";
import { SpectateRefused, type Spectators } from "./spectators.ts";

/** A spectator whose socket accepts nothing for this long is disconnected, s. */
const SILENT_S = 30;

/** `/live`: the running matches, as `LiveList`; `/live/ROOM`: one of them as a stream, see `StreamReader`. */
export function liveRoutes(spectators: Spectators, report: (error: unknown) => void): RouteGroup {
  return {
    explain(error) {
      if (error instanceof HttpError) return error;
      if (!(error instanceof SpectateRefused)) report(error);
      return refusal(error instanceof SpectateRefused ? error : new SpectateRefused("notKept", 10));
    },
    table: {
      "/live": { GET: route({ right: "everyone", answer: () => spectators.list() }) },
      "/live/:room": {
        GET: route({
          right: "everyone",
          stream: true,
          async answer({ params, sender, idle }) {
            if (!isRoomId(params.room)) throw new SpectateRefused("noSuchMatch");
            const { stream } = await spectators.watch(params.room, sender);
            idle(SILENT_S);
            const type = { "Content-Type": "application/octet-stream", [DELAY_HEADER]: `${spectators.delayS}` };
            // A buffering proxy would delay the stream and make it jerky.
            return new Response(stream, { headers: { ...DATA_HEADERS, ...type, "X-Accel-Buffering": "no" } });
          },
        }),
      },
    },
  };
}

function refusal({ why, retryInS }: SpectateRefused): HttpError {
  const [status, error] = LIVE_REFUSALS[why];
  const fields: Pick<LiveRefusal, "why" | "retryInS"> = { why, ...(retryInS !== null && { retryInS }) };
  return new HttpError(why, error, { status, fields, ...(retryInS !== null && { retryAfterS: retryInS }) });
}
