import { readQuery } from "../../http/input.ts";
import { type Route, route } from "../../http/route.ts";
import type { SocketRoute } from "../../transport/plain-socket.ts";
import { FeedRefused, refusalResponse, toFeedRefused } from "./refused.ts";
import { FEED_QUERY, parseTopicRequests, type TopicRequest } from "./request.ts";
import { reserveReader } from "./reserve-reader.ts";
import { FeedSocket, type FeedSocketOptions } from "./socket.ts";
import { feedStream } from "./stream.ts";

export const FEED_PATH = "/feed";

/** `/feed` as server-sent events. */
export function feedStreamRoute({ hub, budgets }: FeedSocketOptions): Route {
  return route({
    right: "everyone",
    stream: true,
    query: FEED_QUERY,
    async answer({ query, headers, sender, idle }) {
      if (!acceptsEvents(headers.get("accept")))
        throw new FeedRefused("notAcceptable", "accept: use text/event-stream, or open a WebSocket");
      checkOpen(hub);
      const wishes = parseTopicRequests(query, headers.get("last-event-id"), hub.limits);
      if (wishes.length === 0) throw new FeedRefused("unknownTopic", "topics: name at least one");
      const hold = reserveReader(budgets, sender);
      try {
        const response = await feedStream(hub, wishes, () => hold.release());
        // It may be silent while nothing happens.
        idle(0);
        return response;
      } catch (error) {
        hold.release();
        throw error;
      }
    },
  });
}

function checkOpen({ closed }: FeedSocketOptions["hub"]): void {
  if (closed) throw new FeedRefused("unavailable", "the server is stopping: come back in a moment");
}

/** `/feed` as a WebSocket. */
export function feedSocketRoute(options: FeedSocketOptions): SocketRoute {
  const { hub, budgets, metrics, report } = options;
  const { limits } = hub;

  function refuse(error: unknown): Response {
    if (error instanceof FeedRefused) {
      metrics.refused(error.why);
      return refusalResponse(error);
    }
    report(error);
    return refusalResponse(new FeedRefused("unavailable", "the feed cannot be read now"));
  }

  function wishesOf(url: URL): readonly TopicRequest[] | FeedRefused {
    try {
      return parseTopicRequests(readQuery(url, FEED_QUERY, limits.queryChars), null, limits);
    } catch (error) {
      const refused = toFeedRefused(error);
      if (refused === null) throw error;
      return refused;
    }
  }

  return {
    limits,
    anyOrigin: true,
    upgrade(_request, url, sender) {
      try {
        checkOpen(hub);
        // Only opened sockets count as readers.
        reserveReader(budgets, sender).release();
      } catch (error) {
        return refuse(error);
      }
      return new FeedSocket(options, sender, wishesOf(url));
    },
  };
}

function acceptsEvents(accept: string | null): boolean {
  return accept === null || accept === "" || /text\/event-stream|text\/\*|\*\/\*/.test(accept);
}
