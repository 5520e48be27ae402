import { type Context, Hono } from "hono";
import { ROLE } from "../../shared/roles.ts";
import type { BudgetRefusal, Budgets, Scope, Sender } from "../budgets/index.ts";
import { display, HttpError, RouterError } from "./error.ts";
import { allowHeader, DATA_HEADERS, errorResponse, preflightResponse, withCors } from "./headers.ts";
import { NO_QUERY, parseBody, readBody, readParams, readQuery } from "./input.ts";
import { type AllowedOrigins, originAllowed } from "./origins.ts";
import { strictTransportSecurity } from "./page-headers.ts";
import { type Call, type Caller, type Method, QUERY_CHARS, type Route, type RouteGroup } from "./route.ts";

export interface RouterOptions {
  readonly allowedOrigins: AllowedOrigins;
  readonly budgets: Budgets;
  /** Whether the browser uses HTTPS. */
  readonly isSecure: (request: Request, url: URL) => boolean;
  /** Like a group's, for paths without a route. */
  readonly explain: (error: HttpError) => HttpError;
  readonly report: (error: unknown) => void;
}

/** The facts about a request before routing. */
export interface RequestContext {
  readonly url: URL;
  readonly sender: Sender;
  readonly ip: string;
  /** @see Call.idle */
  readonly idle: (seconds: number) => void;
}

/** One route of the table, as it is mounted. */
export interface MountedRoute {
  readonly method: Method;
  readonly path: string;
  readonly route: Route;
  readonly group: RouteGroup;
}

type RouteContext = Context<{ Bindings: RequestContext }>;
type Rows = ReadonlyMap<string, MountedRoute>;

/** Maximum size of a body if the group names none, bytes. */
const NO_BODY_BYTES = 0;
const LEAST_ROLE = { token: "guest", moderator: "moderator", operator: "operator" } as const;

/**
 * Routes all HTTP requests of a port. What no route declares is not found. A request passes, in this order: method,
 * origin, rate, right, parameters, body, and the route's handler. Errors of every step are answered in one form.
 */
export class Router {
  readonly routes: readonly MountedRoute[];
  readonly #options: RouterOptions;
  readonly #app = new Hono<{ Bindings: RequestContext }>({
    // Without a Host header, the URL is not absolute.
    getPath: (request, options) =>
      (options?.env as RequestContext | undefined)?.url.pathname ?? new URL(request.url).pathname,
  });

  /** Throws if two groups have the same route. */
  constructor(options: RouterOptions, groups: readonly RouteGroup[]) {
    this.#options = options;
    const paths = new Map<string, Map<string, MountedRoute>>();
    for (const row of groups.flatMap(rowsOf)) {
      const { method, path } = row;
      const rows = paths.get(path) ?? new Map<string, MountedRoute>();
      if (rows.has(method)) throw new Error(`${method} ${path} is declared twice`);
      paths.set(path, rows.set(method, row));
    }
    this.routes = [...paths.values()].flatMap((rows) => [...rows.values()]);
    for (const [path, rows] of paths) this.#app.all(path, (context) => this.#serve(context, rows));
    this.#app.notFound((context) => this.#nowhere(context.req.raw));
    this.#app.onError((error) => this.#answerFault(error));
  }

  /** Never rejects. */
  async handle(request: Request, visit: RequestContext): Promise<Response> {
    return this.#app.fetch(request, visit);
  }

  /** Whether the request comes from this server's page, from a page of an allowed origin, or from no page. */
  originAllowed(headers: Headers): boolean {
    return originAllowed(headers.get("origin"), headers.get("host"), this.#options.allowedOrigins);
  }

  #isSecure(request: Request, url: URL): boolean {
    if (this.#options.isSecure(request, url)) return true;
    return this.originAllowed(request.headers) && request.headers.get("origin")?.startsWith("https://") === true;
  }

  #nowhere(request: Request): Response {
    const mayRead = this.originAllowed(request.headers);
    const error = new RouterError("notFound", "not found");
    return withCors(errorResponse(this.#options.explain(error)), "own", mayRead ? request.headers.get("origin") : null);
  }

  #answerFault(error: unknown): Response {
    this.#options.report(error);
    return errorResponse(new RouterError("internal", "internal server error"));
  }

  async #serve(context: RouteContext, rows: Rows): Promise<Response> {
    const response = await this.#route(context, rows);
    const request = context.req.raw;
    const host = request.headers.get("host");
    const secure = this.#isSecure(request, context.env.url);
    const [{ group }] = rows.values();
    const more = { ...group.headers?.(host, secure), ...strictTransportSecurity(host, secure) };
    for (const [name, value] of Object.entries(more))
      if (!response.headers.has(name)) response.headers.set(name, value);
    return response;
  }

  async #route(context: RouteContext, rows: Rows): Promise<Response> {
    const request = context.req.raw;
    const method = request.method === "HEAD" ? "GET" : request.method;
    const row = rows.get(method);
    const [first] = rows.values();
    const { route, group } = row ?? first;
    const readers = route.readers ?? group.readers ?? "own";
    const mayRead = readers === "any" || this.originAllowed(request.headers);
    const origin = mayRead ? request.headers.get("origin") : null;
    const methods = [...rows.keys()];
    try {
      if (method === "OPTIONS") {
        if (!mayRead) throw originRefused(request.headers);
        return withCors(preflightResponse(methods), readers, origin);
      }
      if (row === undefined || (request.method === "HEAD" && route.stream === true))
        throw new RouterError("methodNotAllowed", `${display(request.method)}: use ${methods.join(", ")}`);
      if (!mayRead && method !== "GET") throw originRefused(request.headers);
      return withCors(withoutBody(request, await this.#answer(context, row)), readers, origin);
    } catch (error) {
      const response = this.#refuse(error, group);
      if (response.status === 405) response.headers.set("Allow", allowHeader(methods));
      return withCors(response, readers, origin);
    }
  }

  async #answer(context: RouteContext, { route, group }: MountedRoute): Promise<Response> {
    const request = context.req.raw;
    const { url, sender: stranger, ip, idle } = context.env;
    this.#charge(stranger, route, group, ["address", "process"]);
    const asks = await this.#whoAsks(request.headers, route, group);
    const sender = { ...stranger, identity: playerOf(asks) };
    if (sender.identity !== null) this.#charge(sender, route, group, ["identity"]);
    const params = readParams(context.req.param() as Record<string, string>, route.params);
    const query =
      route.query === "ignored" ? {} : readQuery(url, route.query ?? NO_QUERY, group.queryChars ?? QUERY_CHARS);
    const bytes = route.body && (await readBody(request, route.bodyBytes ?? group.bodyBytes ?? NO_BODY_BYTES));
    // The body may take long to arrive, so check the rights again at its end (D14).
    const who = bytes === undefined ? asks : await this.#whoAsks(request.headers, route, group);
    const body = bytes && route.body && parseBody(bytes, route.body, group.bodyRequired ?? false);
    const reply = new Headers(DATA_HEADERS);
    const call: Call<unknown, unknown, unknown, unknown> = {
      request,
      headers: request.headers,
      url,
      sender,
      ip,
      caller: who,
      params,
      query,
      body,
      secure: this.#isSecure(request, url),
      reply,
      idle,
    };
    const answer = await route.answer(call);
    if (answer instanceof Response) return answer;
    if (answer === undefined) return new Response(null, { status: 204, headers: reply });
    return Response.json(answer, { headers: reply });
  }

  /** Throws {@link RouterError} if the sender exceeds a budget. */
  #charge(sender: Sender, route: Route, group: RouteGroup, scopes: readonly Scope[]): void {
    const { budgets } = this.#options;
    const budget = route.budget ?? group.budget;
    const refusal: BudgetRefusal | null =
      budgets.consume("requests", sender, route.cost ?? 1, scopes) ??
      (budget === undefined ? null : budgets.consume(budget, sender, 1, scopes));
    if (refusal !== null) throw tooManyRequests(refusal);
  }

  async #whoAsks(headers: Headers, { right, own }: Route, { authorize }: RouteGroup): Promise<unknown> {
    if (right === "everyone") return null;
    if (right === "own") return own?.(headers);
    const caller: Caller | null = (await authorize?.(headers)) ?? null;
    if (caller === null) throw new RouterError("notSignedIn", "Authorization: a token is needed, as Bearer TOKEN");
    const least = LEAST_ROLE[right];
    if (caller.player.role < ROLE[least]) throw new RouterError("notAllowed", `this requires the role ${least}`);
    return caller;
  }

  #refuse(error: unknown, { explain }: RouteGroup): Response {
    const known = explain === undefined ? (error instanceof HttpError ? error : null) : explain(error);
    return known === null ? this.#answerFault(error) : errorResponse(known);
  }
}

function rowsOf(group: RouteGroup): MountedRoute[] {
  return Object.entries(group.table).flatMap(([path, routes]) =>
    Object.entries(routes).map(([method, route]) => ({ method: method as Method, path, route, group })),
  );
}

/** The answer to a HEAD request: headers only. */
function withoutBody({ method }: Request, response: Response): Response {
  if (method !== "HEAD" || response.body === null) return response;
  void response.body.cancel();
  return new Response(null, response);
}

const ASKED_TOO_MUCH = {
  address: "too many requests from this address; wait a little",
  identity: "too many requests with this sign-in; wait a little",
  subject: "too many requests for this; wait a little",
  process: "too many requests to this server; wait a little",
} as const satisfies Record<Scope, string>;

/** The answer when a budget is exceeded. */
export function tooManyRequests({ by, retryAfterS }: BudgetRefusal): RouterError {
  return new RouterError("tooMany", ASKED_TOO_MUCH[by], { retryAfterS });
}

function playerOf(who: unknown): number | null {
  return (who as Partial<Caller> | null)?.player?.id ?? null;
}

function originRefused(headers: Headers): RouterError {
  return new RouterError("originNotAllowed", `origin ${display(headers.get("origin") ?? "")} is not allowed here`);
}
