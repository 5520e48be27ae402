import type { SocketRoute } from "../transport/plain-socket.ts";
import { FeedRefused, OPEN_HEADERS, refusal } from "./refused.ts";
import { readWishes, type Wish } from "./request.ts";
import { FeedSocket, type SocketPorts } from "./socket.ts";
import { feedStream } from "./stream.ts";

export const FEED_PATH = "/feed";

/** `/feed`, as a WebSocket or as server-sent events. */
export function feedRoute(ports: SocketPorts): SocketRoute {
  const { hub, crowd, metrics, report } = ports;
  const { limits } = hub;

  function refuse(error: unknown): Response {
    if (error instanceof FeedRefused) {
      metrics.refused(error.why);
      return refusal(error);
    }
    report(error);
    return refusal(new FeedRefused("unavailable", "the feed cannot be read now"));
  }

  function checkOpen(): void {
    if (hub.closed) throw new FeedRefused("unavailable", "the server is stopping: come back in a moment");
  }

  function wishesOf(url: URL): readonly Wish[] | FeedRefused {
    try {
      return readWishes(url, null, limits);
    } catch (error) {
      if (error instanceof FeedRefused) return error;
      throw error;
    }
  }

  return {
    limits,
    anyOrigin: true,
    upgrade(_request, url, address) {
      try {
        checkOpen();
        crowd.check(address);
      } catch (error) {
        return refuse(error);
      }
      return new FeedSocket(ports, address, wishesOf(url));
    },
    async answer(request, url, address) {
      try {
        if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: PREFLIGHT });
        if (request.method !== "GET") throw new FeedRefused("methodNotAllowed", `method: GET is accepted`);
        if (!acceptsEvents(request.headers.get("accept")))
          throw new FeedRefused("notAcceptable", "accept: text/event-stream is what there is, or a WebSocket");
        checkOpen();
        const wishes = readWishes(url, request.headers.get("last-event-id"), limits);
        if (wishes.length === 0) throw new FeedRefused("unknownTopic", "topics: none is named");
        const leave = crowd.enter(address);
        return await feedStream(hub, wishes, leave).catch((error) => {
          leave();
          throw error;
        });
      } catch (error) {
        return refuse(error);
      }
    },
  };
}

const PREFLIGHT = {
  ...OPEN_HEADERS,
  "Access-Control-Allow-Methods": "GET",
  "Access-Control-Allow-Headers": "Accept, Last-Event-ID",
  "Access-Control-Max-Age": "600",
} as const;

function acceptsEvents(accept: string | null): boolean {
  return accept === null || accept === "" || /text\/event-stream|text\/\*|\*\/\*/.test(accept);
}
