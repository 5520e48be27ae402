import type { BunRequest, Server } from "bun";
import { API_REFUSAL, type ApiRefusalName } from "../../shared/wire/codes.ts";
import { addressKey, KeyedBuckets } from "./buckets.ts";
import type { AddressOf } from "./client-address.ts";
import { DATA_HEADERS, preflightResponse, withCors } from "./headers.ts";
import { type AllowedOrigins, originAllowed } from "./origins.ts";

/** A call that is not answered; the reason names the field, its value and what would do. */
export class ApiRefusal extends Error {
  readonly why: ApiRefusalName;

  constructor(why: ApiRefusalName, reason: string) {
    super(reason);
    this.why = why;
  }
}

export interface ApiCall<Body = unknown> {
  readonly headers: Headers;
  /** What rates are counted by. */
  readonly address: string;
  /** The path's `:name` parts. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** Whether it came by HTTPS, here or at a proxy: a page of an allowed origin says so. */
  readonly secure: boolean;
  /** Goes with the answer, where there is one. */
  readonly reply: Headers;
}

export interface ApiAction {
  /** Whether the call's body is read, as JSON; otherwise it is not looked at. */
  readonly body?: boolean;
  /** Resolves with what is answered as JSON; undefined: 204. Rejects with {@link ApiRefusal}, or what `explain` knows. */
  answer(call: ApiCall): Promise<unknown>;
}

export type ApiMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type ApiTable = Readonly<Record<string, { readonly [Method in ApiMethod]?: ApiAction }>>;

export interface ApiHost {
  readonly allowedOrigins: AllowedOrigins;
  readonly limits: { readonly bodyBytes: number; readonly callsPerSecond: number; readonly callBurst: number };
  readonly addressOf: AddressOf;
  /** Addresses whose rates are remembered. */
  readonly addresses: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly refused: (why: ApiRefusalName) => void;
  /** An error's code and reason, where it is no {@link ApiRefusal}; null: this server's own fault. */
  readonly explain: (error: unknown) => { readonly code: number; readonly error: string } | null;
  readonly report: (error: unknown) => void;
}

const READS: readonly string[] = ["GET", "OPTIONS"];

/** Guards calls of an API before they are answered: method, origin, rate and size. Answers are JSON, refusals `{code, error}`. */
export class Api {
  readonly #host: ApiHost;
  readonly #calls: KeyedBuckets;

  constructor(host: ApiHost) {
    this.#host = host;
    this.#calls = new KeyedBuckets(host.limits.callsPerSecond, host.limits.callBurst, host.addresses);
  }

  /** As routes of `Bun.serve`. */
  routes(table: ApiTable) {
    const rows = Object.entries(table).map(([path, actions]) => [
      path,
      (request: BunRequest, server: Server<unknown>) =>
        this.#handle(request, addressKey(this.#host.addressOf(request, server)), actions),
    ]);
    return Object.fromEntries(rows) as Record<
      string,
      (request: BunRequest, server: Server<unknown>) => Promise<Response>
    >;
  }

  /** Never rejects. */
  async #handle(request: BunRequest, address: string, actions: ApiTable[string]): Promise<Response> {
    const { headers, method } = request;
    const from = headers.get("origin");
    const allowed = originAllowed(from, headers.get("host"), this.#host.allowedOrigins);
    const origin = allowed ? from : null;
    try {
      if (!allowed && !READS.includes(method))
        throw new ApiRefusal("originNotAllowed", `origin ${display(from ?? "")} is not allowed here`);
      if (method === "OPTIONS") return withCors(preflightResponse(), origin);
      if (!this.#calls.take(address, this.#host.now()))
        throw new ApiRefusal("tooMany", "too many requests from this address; wait a little");
      const action = Object.hasOwn(actions, method) ? actions[method as ApiMethod] : undefined;
      if (action === undefined)
        throw new ApiRefusal("noSuchMethod", `${display(method)}: here are ${Object.keys(actions).join(", ")}`);
      const body = action.body ? await this.#json(request) : undefined;
      const { searchParams: query, protocol } = new URL(request.url, "http://localhost");
      const reply = new Headers(DATA_HEADERS);
      const params = request.params as Record<string, string>;
      const secure = protocol === "https:" || origin?.startsWith("https://") === true;
      const call = { headers, address, params, query, body, secure, reply };
      const answer = await action.answer(call);
      const response =
        answer === undefined
          ? new Response(null, { status: 204, headers: reply })
          : Response.json(answer, { headers: reply });
      return withCors(response, origin);
    } catch (error) {
      return withCors(this.#refuse(error, actions), origin);
    }
  }

  #refuse(error: unknown, actions: ApiTable[string]): Response {
    const { report, refused, explain } = this.#host;
    if (error instanceof ApiRefusal) {
      refused(error.why);
      const status = API_REFUSAL[error.why];
      const headers = { ...DATA_HEADERS, ...(status === 405 && { Allow: Object.keys(actions).join(", ") }) };
      return Response.json({ code: status, error: error.message }, { status, headers });
    }
    const known = explain(error);
    if (known === null) report(error);
    const told = known ?? { code: 500, error: "internal server error" };
    return Response.json(told, { status: told.code, headers: DATA_HEADERS });
  }

  async #json(request: Request): Promise<unknown> {
    const most = this.#host.limits.bodyBytes;
    const tooLarge = () => new ApiRefusal("bodyTooLarge", `body: more than ${most} bytes`);
    // Bun itself cuts off what is far too large.
    const bytes = await request.arrayBuffer().catch(() => null);
    if (bytes === null || bytes.byteLength > most) throw tooLarge();
    if (bytes.byteLength === 0) return {};
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      throw new ApiRefusal("badCall", "body: is not JSON in UTF-8");
    }
  }
}

const DISPLAYED = 64;

/** Text from outside in printable ASCII, cut short. */
export function display(text: string): string {
  return `"${text.slice(0, DISPLAYED).replace(/[^ -~]/g, "?")}${text.length > DISPLAYED ? "…" : ""}"`;
}
