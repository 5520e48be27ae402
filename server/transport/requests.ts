import type { Server } from "bun";
import { addressKey, Permit, type Sender } from "../budgets/index.ts";
import { HttpError } from "../http/error.ts";
import { DATA_HEADERS } from "../http/headers.ts";
import { type AddressOf, peerAddress } from "./client-address.ts";
import type { ConnectionCounter } from "./connection-counter.ts";
import type { HttpFront } from "./http.ts";
import type { SocketRoute } from "./plain-socket.ts";
import type { SenderOf } from "./sender.ts";
import type { SocketData, SocketOptions, SocketOwner } from "./socket-data.ts";
import { readUpgrade } from "./upgrade.ts";

export interface RequestsOptions {
  readonly http: HttpFront;
  readonly sockets: Readonly<Record<string, SocketRoute>>;
  readonly budgets: SocketOptions["budgets"];
  readonly connections: ConnectionCounter;
  readonly addressOf: AddressOf;
  readonly senderOf: SenderOf;
  /** "" or `/PATH`. */
  readonly basePath: string;
  readonly behindProxies: boolean;
}

/** Judges what comes to the port: answers requests, and opens sockets for those who may have one. */
export class Requests {
  readonly #options: RequestsOptions;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** undefined: the request has become a socket. @param stopping whether sockets are refused */
  answer(request: Request, server: Server<SocketData>, stopping: boolean): Promise<Response> | Response | undefined {
    const { http, addressOf, senderOf, basePath } = this.#options;
    const url = urlOf(request);
    if (url === null) return http.refuse("badRequest");
    if (basePath !== "" && url.pathname === basePath) return toPage(basePath, url);
    if (basePath !== "" && url.pathname.startsWith(`${basePath}/`)) url.pathname = url.pathname.slice(basePath.length);
    const caller = { url, address: addressOf(request, server), sender: senderOf(request, server) };
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return this.#route(request, server, caller);
    return stopping ? http.refuse("unavailable") : this.#upgrade(request, server, caller);
  }

  #route(request: Request, server: Server<SocketData>, { url, address, sender }: Caller): Promise<Response> | Response {
    const { http, connections, budgets, behindProxies } = this.#options;
    const peer = behindProxies || sender.load ? null : peerAddress(request, server);
    if (peer !== null && connections.hasTooMany(addressKey(peer))) return http.refuse("tooManyRequests");
    const hold = budgets.acquire("openRequests", sender);
    if (!(hold instanceof Permit)) return http.refuseOver(hold);
    const idle = (seconds: number) => server.timeout(request, seconds);
    return http.router.handle(request, { url, sender, ip: address, idle }).finally(() => hold.release());
  }

  #upgrade(request: Request, server: Server<SocketData>, { url, address, sender }: Caller): Response | undefined {
    const { http, sockets, budgets } = this.#options;
    const own = Object.hasOwn(sockets, url.pathname) ? sockets[url.pathname] : undefined;
    const tooOften = budgets.consume("upgrades", sender);
    if (tooOften !== null) return http.refuseOver(tooOften);
    if (own?.anyOrigin !== true && !http.router.originAllowed(request.headers)) return http.refuse("originNotAllowed");
    const purpose =
      own === undefined ? readUpgrade(url, request.headers, address, sender) : ownerOf(own, request, url, sender);
    if (typeof purpose === "string") return http.refuse(purpose);
    if (purpose instanceof Response) return purpose;
    if (purpose instanceof HttpError) return http.refuse("badRequest", purpose);
    const permit = budgets.acquire("sockets", sender);
    if (!(permit instanceof Permit)) return http.refuseOver(permit);
    if (server.upgrade(request, { data: { purpose, peer: null, permit } })) return undefined;
    permit.release();
    return http.refuse("badRequest");
  }
}

interface Caller {
  readonly url: URL;
  readonly address: string;
  readonly sender: Sender;
}

function ownerOf(route: SocketRoute, request: Request, url: URL, sender: Sender): SocketOwner | Response {
  const handler = route.upgrade(request, url, sender);
  return handler instanceof Response ? handler : { handler, limits: route.limits, sender };
}

/** A page names its files relative to itself, so it lies at a path that ends with a slash. */
function toPage(basePath: string, { search }: URL): Response {
  return new Response(null, { status: 302, headers: { ...DATA_HEADERS, Location: `${basePath}/${search}` } });
}

/**
 * The whole URL of a request; null: its Host is none, or its target. Bun gives a relative one where there is no Host, which
 * HTTP/1.0 does without, or a malformed one.
 */
function urlOf({ url, headers }: Request): URL | null {
  const host = headers.get("host");
  if (host !== null && !URL.canParse(`http://${host}`)) return null;
  return URL.parse(url, "http://localhost");
}
