import type { Router } from "@colyseus/core";
import type { Refusal } from "../../shared/wire/codes.ts";
import { WIRE_PARAMETER } from "../../shared/wire/fingerprint.ts";
import type { TransportLimits } from "../../shared/wire/limits.ts";
import { addressKey, KeyedBuckets } from "./buckets.ts";
import { DATA_HEADERS, preflightResponse, refusalResponse, withCors } from "./headers.ts";
import { MATCHMAKE_PATH, matchmake } from "./matchmake.ts";
import type { TransportMetrics } from "./metrics.ts";
import { type AllowedOrigins, originAllowed } from "./origins.ts";

export interface HttpHost {
  readonly limits: TransportLimits;
  readonly metrics: TransportMetrics;
  readonly allowedOrigins: AllowedOrigins;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Everything on the port that is neither a socket nor a route of the application: matchmaking, then core's router. */
export class HttpFront {
  router: Router | null = null;
  readonly #host: HttpHost;
  readonly #matchmakes: KeyedBuckets;
  readonly #creates: KeyedBuckets;
  readonly #upgrades: KeyedBuckets;

  constructor(host: HttpHost) {
    const { limits } = host;
    this.#host = host;
    this.#matchmakes = new KeyedBuckets(limits.matchmakesPerSecond, limits.matchmakeBurst, limits.addresses);
    this.#creates = new KeyedBuckets(limits.createsPerSecond, limits.createBurst, limits.addresses);
    this.#upgrades = new KeyedBuckets(limits.upgradesPerSecond, limits.upgradeBurst, limits.addresses);
  }

  refuse(refusal: Refusal): Response {
    this.#host.metrics.requestRefused(refusal);
    return refusalResponse(refusal);
  }

  originAllowed(headers: Headers): boolean {
    return originAllowed(headers.get("origin"), headers.get("host"), this.#host.allowedOrigins);
  }

  mayUpgrade(address: string): boolean {
    return this.#upgrades.take(addressKey(address), this.#host.now());
  }

  /** Never rejects. */
  async handle(request: Request, url: URL, address: string): Promise<Response> {
    const { headers } = request;
    const readsOnly = request.method === "GET" || request.method === "HEAD";
    const allowed = this.originAllowed(headers);
    if (!allowed && !readsOnly) return this.refuse("originNotAllowed");
    const origin = allowed ? headers.get("origin") : null;
    if (request.method === "OPTIONS") return withCors(preflightResponse(), origin);
    try {
      const answer = await this.#answer(request, url, address);
      return withCors(typeof answer === "string" ? this.refuse(answer) : answer, origin);
    } catch (error) {
      this.#host.report(error);
      const body = { code: 500, error: "internal server error" };
      return withCors(Response.json(body, { status: 500, headers: DATA_HEADERS }), origin);
    }
  }

  async #answer(request: Request, url: URL, address: string): Promise<Response | Refusal> {
    const seat = request.method === "POST" ? MATCHMAKE_PATH.exec(url.pathname) : null;
    // Core's own route would take a seat past the bounds here.
    if (seat === null && url.pathname.startsWith("/matchmake/")) return "notFound";
    if (seat !== null && !this.#maySeat(seat[1]!, address)) return "tooManyRequests";
    const body = await this.#body(request);
    if (body === null) return "bodyTooLarge";
    if (seat !== null) {
      const options = new TextDecoder().decode(body);
      return matchmake(seat[1]!, seat[2]!, options, request.headers, address, url.searchParams.get(WIRE_PARAMETER));
    }
    if (this.router === null) return "unavailable";
    const { method, headers } = request;
    const response = await this.router.handler(
      new Request(url.href, { method, headers, ...(body.byteLength > 0 && { body }) }),
    );
    // What no route answers has no body; a route's own 404 stays as it is.
    return response.status === 404 && response.body === null ? "notFound" : response;
  }

  #maySeat(method: string, address: string): boolean {
    const key = addressKey(address);
    const nowMs = this.#host.now();
    return this.#matchmakes.take(key, nowMs) && (method !== "create" || this.#creates.take(key, nowMs));
  }

  /** null: too large. Bun itself cuts off what is far too large. */
  async #body(request: Request): Promise<ArrayBuffer | null> {
    if (request.body === null) return new ArrayBuffer(0);
    try {
      const body = await request.arrayBuffer();
      return body.byteLength > this.#host.limits.bodyBytes ? null : body;
    } catch {
      return null;
    }
  }
}
