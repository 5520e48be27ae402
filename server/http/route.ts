import type { ZodType } from "zod";
import type { RateName, Sender } from "../budgets/index.ts";
import type { HttpError } from "./error.ts";
import type { CorsReaders } from "./headers.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may call a route. `token`: anyone signed in; `own`: the holder of a credential that is particular to the route.
 */
export type Right = "everyone" | "own" | "token" | "moderator" | "operator";

/** A signed-in caller. */
export interface Caller {
  readonly player: {
    readonly id: number;
    /** A value of `ROLE`. */
    readonly role: number;
  };
}

/** A request that passed the router. */
export interface Call<Who, Params, Query, Body> {
  readonly request: Request;
  readonly headers: Headers;
  readonly url: URL;
  /** The sender whose budgets it counts against. */
  readonly sender: Sender;
  /** The client's address, as received. */
  readonly ip: string;
  /** The caller; null: everyone may call. */
  readonly caller: Who;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /**
   * Whether the browser uses HTTPS, to this server or to a proxy. For pages of an allowed origin, the origin shows it.
   */
  readonly secure: boolean;
  /** Headers added to the answer, unless the route answers with its own Response. */
  readonly reply: Headers;
  /** Sets the idle timeout of the connection, s; 0: none. */
  idle(seconds: number): void;
}

/** The parts of a call that no route's types change. */
export type AnyCall = Pick<Call<unknown, unknown, unknown, unknown>, "headers" | "reply" | "secure" | "sender">;

/** A route: its inputs, its right, its costs and its handler. */
export interface RouteDefinition<R extends Right, Who, Params, Query, Body, Own> {
  readonly right: R;
  /** Resolves the caller of a route with the right `own`. Throws {@link HttpError}. */
  readonly own?: (headers: Headers) => Own | Promise<Own>;
  /** Cost of one request in the budget `requests`. Default: 1. */
  readonly cost?: number;
  /** A further budget; each request costs 1. Default: the group's. */
  readonly budget?: RateName;
  /** Schema of the path's `:name` parts, as text. */
  readonly params?: ZodType<Params>;
  /**
   * Schema of the query, as text. Default: no parameter is accepted. `ignored`: any are accepted and not read, as links
   * to pages carry all sorts.
   */
  readonly query?: ZodType<Query> | "ignored";
  /** Schema of the body, as JSON. Default: the body is not read. */
  readonly body?: ZodType<Body>;
  /** Maximum size of the body, bytes. Default: the group's. */
  readonly bodyBytes?: number;
  /** Default: the group's. */
  readonly readers?: CorsReaders;
  /** The answer is a stream, so there is no HEAD. */
  readonly stream?: boolean;
  /**
   * Handles a call. Resolves with a Response, or with a value to send as JSON; undefined: 204. Rejects with {@link
   * HttpError}, or with an error that the group can explain.
   */
  answer(
    call: Call<R extends "everyone" ? null : R extends "own" ? Own : Who, Params, Query, Body>,
  ): unknown | Promise<unknown>;
}

/** A route of any types, for the table. */
export type Route = RouteDefinition<Right, unknown, unknown, unknown, unknown, unknown>;

type NoQuery = Readonly<Record<string, never>>;
type TextParams = Readonly<Record<string, string>>;

/** Creates a function that defines routes for one type of caller. */
export function routeFor<Who extends Caller>() {
  return <const R extends Right, Params = TextParams, Query = NoQuery, Body = undefined, Own = null>(
    definition: RouteDefinition<R, Who, Params, Query, Body, Own>,
  ): Route => definition as unknown as Route;
}

/** Defines a route that needs no particular caller. */
export const route = routeFor<Caller>();

/** Routes by path and method. Variable parts of a path are written `:name`. */
export type RouteTable = Readonly<Record<string, { readonly [M in Method]?: Route }>>;

export const QUERY_CHARS = 1_024;

/** The routes of one part of the server. */
export interface RouteGroup {
  readonly table: RouteTable;
  /** A budget that each request costs 1, besides `requests`. Default: none. */
  readonly budget?: RateName;
  /** Maximum size of the body, bytes. Default: 0, the body is not read. */
  readonly bodyBytes?: number;
  /** Whether an empty body is an error. Default: it counts as `{}`. */
  readonly bodyRequired?: boolean;
  /** Maximum length of the query, characters. Default: {@link QUERY_CHARS}. */
  readonly queryChars?: number;
  /** Default: `own`. */
  readonly readers?: CorsReaders;
  /**
   * Headers of every answer that does not set them itself.
   *
   * @param host the Host header
   * @param secure whether the browser uses HTTPS
   */
  readonly headers?: (host: string | null, secure: boolean) => Readonly<Record<string, string>>;
  /**
   * Resolves the signed-in caller; null: no token. Throws {@link HttpError} for a bad token. Default: no caller is
   * signed in.
   */
  readonly authorize?: (headers: Headers) => Promise<Caller | null>;
  /**
   * Converts an error, which may be the router's, to the answer; null: an unexpected error. Default: an `HttpError` is
   * answered as it is.
   */
  readonly explain?: (error: unknown) => HttpError | null;
}
