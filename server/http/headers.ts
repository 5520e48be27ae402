import type { HttpError } from "./error.ts";

/** Headers of all answers that are not pages: not sniffed, framed, cached or executed. */
export const DATA_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
} as const;

/**
 * The pages that may read an answer: those of this server and of allowed origins, or all pages, which then send no
 * cookies.
 */
export type CorsReaders = "own" | "any";

/** @param more additional headers */
export function errorResponse(error: HttpError, more: Readonly<Record<string, string>> = {}): Response {
  const retry = error.retryAfterS === null ? {} : { "Retry-After": `${error.retryAfterS}` };
  return Response.json(error, { status: error.status, headers: { ...DATA_HEADERS, ...retry, ...more } });
}

/**
 * Adds the headers that let a page of another, allowed origin read the response.
 *
 * @param origin null: not such a page
 */
export function withCors(response: Response, readers: CorsReaders, origin: string | null): Response {
  const { headers } = response;
  if (readers === "any") {
    headers.set("Access-Control-Allow-Origin", "*");
    return response;
  }
  headers.append("Vary", "Origin");
  if (origin === null) return response;
  headers.set("Access-Control-Allow-Origin", origin);
  // The stock SDK sends every request with `credentials: "include"`.
  headers.set("Access-Control-Allow-Credentials", "true");
  return response;
}

/** @param methods of the path */
export function preflightResponse(methods: readonly string[]): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...DATA_HEADERS,
      Allow: allowHeader(methods),
      "Access-Control-Allow-Methods": methods.join(", "),
      "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, Last-Event-ID",
      "Access-Control-Max-Age": "600",
    },
  });
}

/** The value of a path's `Allow` header. */
export function allowHeader(methods: readonly string[]): string {
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
}
