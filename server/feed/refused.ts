import { FEED_REFUSAL, type FeedRefusal } from "../../shared/wire/codes.ts";
import { DATA_HEADERS } from "../transport/headers.ts";

/** The feed does not do what was asked of it. The message names field and value, and what would do. */
export class FeedRefused extends Error {
  override readonly name = "FeedRefused";
  readonly why: FeedRefusal;

  constructor(why: FeedRefusal, reason: string) {
    super(reason);
    this.why = why;
  }

  /** As it is told. */
  toJSON(): { code: number; why: FeedRefusal; error: string } {
    return { code: FEED_REFUSAL[this.why], why: this.why, error: this.message };
  }
}

/** Pages of any origin may read; as no cookie counts here, none may be sent. */
export const OPEN_HEADERS = { ...DATA_HEADERS, "Access-Control-Allow-Origin": "*" } as const;

export function refusal(refused: FeedRefused): Response {
  return Response.json(refused, { status: FEED_REFUSAL[refused.why], headers: OPEN_HEADERS });
}

const SHOWN_MOST = 24;

/** A value from outside in printable ASCII, cut short. */
export function shown(raw: string): string {
  const printable = raw.replace(/[^\x20-\x7e]/g, "?");
  return JSON.stringify(printable.length > SHOWN_MOST ? `${printable.slice(0, SHOWN_MOST)}…` : printable);
}
