import type { Server } from "bun";
import { DELAY_HEADER, LIVE_REFUSALS, type LiveRefusal } from "../../shared/wire/live.ts";
import { isRoomId } from "../journal/layout.ts";
import { type AddressOf, peerAddress } from "../transport/client-address.ts";
import { DATA_HEADERS } from "../transport/headers.ts";
import { type Spectators, Unwatchable } from "./spectators.ts";

/** A watcher whose socket takes nothing for so long is gone, s. */
const SILENT_S = 30;
const PATH = "/live/";

type Peer = Pick<Server<unknown>, "requestIP" | "timeout">;

/**
 * `/live`: the matches that go on, as `LiveList`; `/live/ROOM`: one of them as a stream, see `StreamReader`. As routes of
 * `Bun.serve`.
 */
export function liveRoutes(
  spectators: Spectators,
  report: (error: unknown) => void,
  addressOf: AddressOf = peerAddress,
) {
  async function watch(request: Request, server: Peer): Promise<Response> {
    const roomId = new URL(request.url).pathname.slice(PATH.length);
    try {
      if (!isRoomId(roomId)) throw new Unwatchable("noSuchMatch");
      const { stream } = await spectators.watch(roomId, addressOf(request, server));
      server.timeout(request, SILENT_S);
      const type = { "Content-Type": "application/octet-stream", [DELAY_HEADER]: `${spectators.delayS}` };
      // What a proxy gathers comes late, and in jerks.
      return new Response(stream, { headers: { ...DATA_HEADERS, ...type, "X-Accel-Buffering": "no" } });
    } catch (error) {
      if (!(error instanceof Unwatchable)) report(error);
      return refusal(error instanceof Unwatchable ? error : new Unwatchable("notKept", 10));
    }
  }

  return {
    "/live": { GET: async () => Response.json(await spectators.list(), { headers: DATA_HEADERS }) },
    "/live/:room": { GET: watch },
  } as const;
}

function refusal({ why, retryInS }: Unwatchable): Response {
  const [status, error] = LIVE_REFUSALS[why];
  const body: LiveRefusal = { code: status, why, error, ...(retryInS !== null && { retryInS }) };
  const retry = retryInS === null ? {} : { "Retry-After": `${retryInS}` };
  return Response.json(body, { status, headers: { ...DATA_HEADERS, ...retry } });
}
