import type { ZodType } from "zod";
import type { RateName, Sender } from "../budgets/index.ts";
import type { HttpError } from "./error.ts";
import type { CorsReaders } from "./headers.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who may ask: `token`: whoever is signed in; `own`: whoever has a credential that is the route's own. */
export type Right = "everyone" | "own" | "token" | "moderator" | "operator";

/** Somebody who is signed in. */
export interface Caller {
  readonly player: {
    readonly id: number;
    /** A row of `ROLE`. */
    readonly role: number;
  };
}

/** A request that passed the router. */
export interface Call<Who, Params, Query, Body> {
  readonly request: Request;
  readonly headers: Headers;
  readonly url: URL;
  /** Whose budgets it counts against. */
  readonly sender: Sender;
  /** The client's, as it came. */
  readonly ip: string;
  /** Who asks; null where everyone may. */
  readonly caller: Who;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Whether the browser came by HTTPS, here or at a proxy: a page of an allowed origin says so. */
  readonly secure: boolean;
  /** Goes with the answer, unless that is a Response of the route's own. */
  readonly reply: Headers;
  /** Seconds for which the connection may stand still from now on; 0: for ever. */
  idle(seconds: number): void;
}

/** What is the same of all calls. */
export type AnyCall = Pick<Call<unknown, unknown, unknown, unknown>, "headers" | "reply" | "secure" | "sender">;

/** What a route takes, and how it answers. */
export interface RouteDefinition<R extends Right, Who, Params, Query, Body, Own> {
  readonly right: R;
  /** Finds whose the credential is, for the right `own`. Throws {@link HttpError}. */
  readonly own?: (headers: Headers) => Own | Promise<Own>;
  /** What one request takes of the budget `requests`. Default: 1. */
  readonly cost?: number;
  /** Another budget, of which it takes one. Default: that of its group. */
  readonly budget?: RateName;
  /** Of the path's `:name` parts, as text. */
  readonly params?: ZodType<Params>;
  /** Of the query, as text. Default: nothing is accepted there; `ignored`: anything, unread, as links to pages carry all sorts. */
  readonly query?: ZodType<Query> | "ignored";
  /** Of the body, as JSON. Without it the body is not read. */
  readonly body?: ZodType<Body>;
  /** Bytes of the body. Default: those of its group. */
  readonly bodyBytes?: number;
  /** Default: those of its group. */
  readonly readers?: CorsReaders;
  /** The answer goes on: there is no HEAD of it. */
  readonly stream?: boolean;
  /** Resolves with a Response, or what is answered as JSON; undefined: 204. Rejects with {@link HttpError}, or what the group explains. */
  answer(
    call: Call<R extends "everyone" ? null : R extends "own" ? Own : Who, Params, Query, Body>,
  ): unknown | Promise<unknown>;
}

/** A row of the table of routes. */
export type Route = RouteDefinition<Right, unknown, unknown, unknown, unknown, unknown>;

type NoQuery = Readonly<Record<string, never>>;
type TextParams = Readonly<Record<string, string>>;

/** Makes rows whose callers are of a type. */
export function routeFor<Who extends Caller>() {
  return <const R extends Right, Params = TextParams, Query = NoQuery, Body = undefined, Own = null>(
    definition: RouteDefinition<R, Who, Params, Query, Body, Own>,
  ): Route => definition as unknown as Route;
}

/** A row for which nobody has to be signed in. */
export const route = routeFor<Caller>();

/** Rows by path, with `:name` for what varies, and method. */
export type RouteTable = Readonly<Record<string, { readonly [M in Method]?: Route }>>;

export const QUERY_CHARS = 1_024;

/** Routes of one part of the server. */
export interface RouteGroup {
  readonly table: RouteTable;
  /** Of which each request takes one, beside `requests`. Default: none. */
  readonly budget?: RateName;
  /** Default: 0, no body is read. */
  readonly bodyBytes?: number;
  /** An empty body is no JSON. Default: it counts as `{}`. */
  readonly bodyRequired?: boolean;
  /** Of the part of an address after `?`, where it is read. Default: {@link QUERY_CHARS}. */
  readonly queryChars?: number;
  /** Default: `own`. */
  readonly readers?: CorsReaders;
  /** Of every answer that has none of the same name. @param host the Host header, @param secure whether the browser came by HTTPS */
  readonly headers?: (host: string | null, secure: boolean) => Readonly<Record<string, string>>;
  /** Who is signed in; null: no token was shown. Throws {@link HttpError} for a bad one. Without it, nobody is. */
  readonly authorize?: (headers: Headers) => Promise<Caller | null>;
  /** What is answered for an error, which may be one of the router; null: it is this server's own fault. Default: an `HttpError` as it is. */
  readonly explain?: (error: unknown) => HttpError | null;
}
