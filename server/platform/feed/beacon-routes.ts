import type { FeedLimits } from "../../../shared/wire/limits.ts";
import { type Caller, type Route, type RouteGroup, route } from "../../http/route.ts";
import type { BeaconRights } from "./authorize.ts";
import type { BeaconToken, BeaconTokens } from "./beacon-tokens.ts";
import type { Beacons } from "./beacons.ts";
import { BEACON, feedSchema } from "./messages.ts";
import type { FeedMetrics } from "./metrics.ts";
import { FeedRefused, OPEN_HEADERS, toFeedRefused } from "./refused.ts";
import { FEED_PATH } from "./route.ts";

export interface FeedRoutesOptions {
  readonly tokens: BeaconTokens;
  readonly beacons: Beacons;
  readonly rights: BeaconRights;
  readonly limits: FeedLimits;
  readonly metrics: FeedMetrics;
  /** ms since 1970 */
  readonly atMs: () => number;
  readonly report: (error: unknown) => void;
  /** The route `/feed`. */
  readonly stream: Route;
}

const DAY_MS = 86_400_000;

/** `/feed`, `/feed/schema`, `/beacons`, `/beacons/token` and `/beacon`. */
export function feedRoutes(options: FeedRoutesOptions): RouteGroup {
  const { tokens, beacons, rights, limits, metrics, atMs, report } = options;
  const schema = JSON.stringify(feedSchema());

  function list(request: Request): Response {
    const { text, tag } = beacons.page();
    const headers = { ...OPEN_HEADERS, "Content-Type": "application/json", ETag: tag };
    const isKnown = request.headers.get("if-none-match") === tag;
    return isKnown ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
  }

  /** The owner of the request's token, if its issuer still has the right. */
  async function ownerOf(headers: Headers): Promise<BeaconToken> {
    const token = /^Bearer ([\w-]{1,128})$/i.exec(headers.get("authorization") ?? "")?.[1];
    if (token === undefined) throw new FeedRefused("noToken", "authorization: the bearer token of a beacon is needed");
    const found = tokens.find(token, atMs());
    if (found === null) throw new FeedRefused("unknownToken", "authorization: this token is no beacon's, or no longer");
    if (!(await rights.mayGive(found.by)))
      throw new FeedRefused(
        "notAllowed",
        "authorization: whoever gave this token may give none any more; ask a moderator for another",
      );
    return found;
  }

  async function listTokens(): Promise<readonly object[]> {
    const all = tokens.list(atMs());
    const givers = [...new Set(all.map(({ by }) => by))];
    const may = new Map(await Promise.all(givers.map(async (by) => [by, await rights.mayGive(by)] as const)));
    return all.map(({ by, ...token }) => ({ ...token, holds: may.get(by) === true }));
  }

  return {
    budget: "beaconRequests",
    readers: "any",
    bodyBytes: limits.beaconBodyBytes,
    bodyRequired: true,
    queryChars: limits.queryChars,
    async authorize(headers): Promise<Caller | null> {
      const person = await rights.authorize({ headers });
      return person && { player: { id: person.player, role: person.role } };
    },
    explain(error) {
      const refused = toFeedRefused(error);
      if (refused !== null) metrics.refused(refused.why);
      else report(error);
      return refused ?? new FeedRefused("unavailable", "the feed cannot be reached now");
    },
    table: {
      [FEED_PATH]: { GET: options.stream },
      "/feed/schema": {
        GET: route({
          right: "everyone",
          answer: () =>
            new Response(schema, { headers: { ...OPEN_HEADERS, "Content-Type": "application/schema+json" } }),
        }),
      },
      // Pages poll the list, so it has a budget apart from the devices'.
      "/beacons": { GET: route({ right: "everyone", budget: "beaconLists", answer: ({ request }) => list(request) }) },
      "/beacon": {
        POST: route({
          right: "own",
          own: ownerOf,
          body: BEACON.publish,
          answer: async ({ caller, body }) => ({ name: caller.name, fadesAt: await beacons.publish(caller, body) }),
        }),
      },
      "/beacons/token": {
        GET: route({ right: "moderator", readers: "own", answer: listTokens }),
        POST: route({
          right: "moderator",
          readers: "own",
          body: BEACON.tokenRequest,
          answer({ caller, body: { name, within = null, days } }) {
            const expiresAt = atMs() + days * DAY_MS;
            const token = tokens.issue({ name, within }, caller.player.id, expiresAt, atMs());
            return { name, token, expiresAt, within };
          },
        }),
      },
      "/beacons/token/:name": {
        DELETE: route({
          right: "moderator",
          readers: "own",
          answer({ params: { name } }) {
            tokens.revoke(name);
            return { name };
          },
        }),
      },
    },
  };
}
