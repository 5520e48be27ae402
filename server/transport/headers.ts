import { REFUSAL, type Refusal } from "../../shared/wire/codes.ts";

/** Headers of everything that is no page: never guessed at, framed, cached or run. */
export const DATA_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
} as const;

/** A refusal in the form of Colyseus' own matchmaking errors: `{code, error}`. */
export function refusalResponse(refusal: Refusal): Response {
  const { status, error } = REFUSAL[refusal];
  return Response.json({ code: status, error }, { status, headers: DATA_HEADERS });
}

/** What a page of another, allowed origin needs in order to read `response`. */
export function withCors(response: Response, origin: string | null): Response {
  response.headers.append("Vary", "Origin");
  if (origin === null) return response;
  response.headers.set("Access-Control-Allow-Origin", origin);
  // The stock SDK sends every request with `credentials: "include"`.
  response.headers.set("Access-Control-Allow-Credentials", "true");
  return response;
}

export function preflightResponse(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
      "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
      "Access-Control-Max-Age": "600",
    },
  });
}
