import { FEED_REFUSAL, type FeedRefusal } from "../../../shared/wire/codes.ts";
import { HttpError, type HttpRefusal, RouterError } from "../../http/error.ts";
import { DATA_HEADERS } from "../../http/headers.ts";

/** The feed does not do what was asked of it. The message names field and value, and what would do. */
export class FeedRefused extends HttpError {
  override readonly name = "FeedRefused";
  declare readonly why: FeedRefusal;

  constructor(why: FeedRefusal, reason: string, retryAfterS?: number) {
    super(why, reason, {
      status: FEED_REFUSAL[why],
      fields: { why },
      ...(retryAfterS !== undefined && { retryAfterS }),
    });
  }
}

const FEED_NAMES: Readonly<Record<HttpRefusal, FeedRefusal>> = {
  badRequest: "badMessage",
  badParameter: "badMessage",
  badBody: "badMessage",
  notJson: "notJson",
  notSignedIn: "noToken",
  notAllowed: "notAllowed",
  originNotAllowed: "notAllowed",
  notFound: "noSuchBeacon",
  methodNotAllowed: "methodNotAllowed",
  bodyTooLarge: "bodyTooLarge",
  queryTooLong: "queryTooLong",
  tooMany: "tooManyRequests",
  internal: "unavailable",
  unavailable: "unavailable",
};

/** An error as the feed answers it; null: it is none of the feed's or the router's. */
export function toFeedRefused(error: unknown): FeedRefused | null {
  if (error instanceof FeedRefused) return error;
  if (!(error instanceof HttpError)) return null;
  const why = error instanceof RouterError ? FEED_NAMES[error.why] : "unknownToken";
  return new FeedRefused(why, error.message, error.retryAfterS ?? undefined);
}

/** Pages of any origin may read; as no cookie counts here, none may be sent. */
export const OPEN_HEADERS = { ...DATA_HEADERS, "Access-Control-Allow-Origin": "*" } as const;

export function refusalResponse(refused: FeedRefused): Response {
  return Response.json(refused, { status: refused.status, headers: OPEN_HEADERS });
}

const SHOWN_MOST = 24;

/** A value from outside in printable ASCII, cut short. */
export function printable(raw: string): string {
  const printable = raw.replace(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(printable.length > SHOWN_MOST ? `${printable.slice(0, SHOWN_MOST)}…` : printable);
}
