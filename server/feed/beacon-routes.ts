import { ROLE } from "../../shared/lobby/roles.ts";
import type { FeedLimits } from "../../shared/wire/limits.ts";
import { addressKey, KeyedBuckets } from "../transport/buckets.ts";
import type { AddressOf, PeerOf } from "../transport/client-address.ts";
import type { Authorize } from "./authorize.ts";
import type { BeaconTokens } from "./beacon-tokens.ts";
import type { Beacons } from "./beacons.ts";
import { BEACON, feedSchema } from "./messages.ts";
import type { FeedMetrics } from "./metrics.ts";
import { FeedRefused, OPEN_HEADERS, refusal } from "./refused.ts";
import { readAs } from "./request.ts";

export interface BeaconRouteParts {
  readonly tokens: BeaconTokens;
  readonly beacons: Beacons;
  readonly authorize: Authorize;
  readonly addressOf: AddressOf;
  readonly limits: FeedLimits;
  readonly metrics: FeedMetrics;
  /** Monotonic ms. */
  readonly now: () => number;
  /** ms since 1970 */
  readonly atMs: () => number;
  readonly report: (error: unknown) => void;
}

const DAY_MS = 86_400_000;
const PREFLIGHT = {
  ...OPEN_HEADERS,
  "Access-Control-Allow-Methods": "GET, POST",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
  "Access-Control-Max-Age": "600",
} as const;

/** `/feed/schema`, `/beacons`, `/beacons/token` and `/beacon`, as routes of `Bun.serve`. */
export function beaconRoutes(parts: BeaconRouteParts) {
  const { tokens, beacons, limits, metrics, now, atMs, report } = parts;
  const requests = new KeyedBuckets(
    limits.beaconRequestsPerSecond,
    limits.beaconRequestBurst,
    limits.beaconTokens * 16,
  );
  const lists = new KeyedBuckets(limits.beaconListsPerSecond, limits.beaconListBurst, limits.beaconTokens * 16);
  const schema = JSON.stringify(feedSchema());

  async function answer(request: Request, server: PeerOf, work: () => Promise<object> | object): Promise<Response> {
    try {
      check(requests, request, server);
      return Response.json(await work(), { headers: OPEN_HEADERS });
    } catch (error) {
      return refuse(error);
    }
  }

  function check(rates: KeyedBuckets, request: Request, server: PeerOf): void {
    if (!rates.take(addressKey(parts.addressOf(request, server)), now()))
      throw new FeedRefused("tooManyRequests", "this address asks too often: wait");
  }

  function refuse(error: unknown): Response {
    if (!(error instanceof FeedRefused)) {
      report(error);
      return refusal(new FeedRefused("unavailable", "beacons cannot be reached now"));
    }
    metrics.refused(error.why);
    return refusal(error);
  }

  /** Pages look at it again and again: those that look on do not use up what devices may publish. */
  function list(request: Request, server: PeerOf): Response {
    try {
      check(lists, request, server);
      const { text, tag } = beacons.page();
      const headers = { ...OPEN_HEADERS, "Content-Type": "application/json", ETag: tag };
      const isKnown = request.headers.get("if-none-match") === tag;
      return isKnown ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
    } catch (error) {
      return refuse(error);
    }
  }

  async function body(request: Request): Promise<unknown> {
    const bytes = await request.arrayBuffer().catch(() => null);
    if (bytes === null || bytes.byteLength > limits.beaconBodyBytes)
      throw new FeedRefused("bodyTooLarge", `body: at most ${limits.beaconBodyBytes} bytes are read`);
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      throw new FeedRefused("notJson", "body: not JSON");
    }
  }

  /** The player who may give tokens and take them back. */
  async function giver(request: Request): Promise<number> {
    const person = await parts.authorize(request);
    if (person === null) throw new FeedRefused("noToken", "authorization: the bearer token of a moderator is needed");
    if (person.role < ROLE.moderator) throw new FeedRefused("notAllowed", "role: moderators and operators may do this");
    return person.player;
  }

  async function give(request: Request): Promise<object> {
    const by = await giver(request);
    const { name, within = null, days } = readAs(BEACON.tokenRequest, await body(request));
    const expiresAt = atMs() + days * DAY_MS;
    return { name, token: tokens.issue({ name, within }, by, expiresAt, atMs()), expiresAt, within };
  }

  async function given(request: Request): Promise<object> {
    await giver(request);
    return tokens.list(atMs());
  }

  async function takeBack(request: Request): Promise<object> {
    await giver(request);
    // No name needs what could be encoded there.
    const name = new URL(request.url).pathname.slice("/beacons/token/".length);
    tokens.revoke(name);
    return { name };
  }

  async function publish(request: Request): Promise<object> {
    const token = /^Bearer ([\w-]{1,128})$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    if (token === undefined) throw new FeedRefused("noToken", "authorization: the bearer token of a beacon is needed");
    const owner = tokens.ownerOf(token, atMs());
    if (owner === null) throw new FeedRefused("unknownToken", "authorization: this token is no beacon's, or no longer");
    return { name: owner.name, fadesAt: await beacons.publish(owner, readAs(BEACON.publish, await body(request))) };
  }

  const preflight = () => new Response(null, { status: 204, headers: PREFLIGHT });
  return {
    "/feed/schema": {
      GET: () => new Response(schema, { headers: { ...OPEN_HEADERS, "Content-Type": "application/schema+json" } }),
    },
    "/beacons": { GET: list },
    "/beacon": {
      POST: (request: Request, server: PeerOf) => answer(request, server, () => publish(request)),
      OPTIONS: preflight,
    },
    "/beacons/token": {
      GET: (request: Request, server: PeerOf) => answer(request, server, () => given(request)).then(closed),
      POST: (request: Request, server: PeerOf) => answer(request, server, () => give(request)).then(closed),
    },
    "/beacons/token/:name": {
      DELETE: (request: Request, server: PeerOf) => answer(request, server, () => takeBack(request)).then(closed),
    },
  } as const;
}

/** For this server's own pages only. */
function closed(response: Response): Response {
  response.headers.delete("Access-Control-Allow-Origin");
  return response;
}
