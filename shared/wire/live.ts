/** A running match in the list of `GET /live`. */
export interface LiveInfo {
  /** Its stream is at `GET /live/ROOM`. */
  readonly room: string;
  /** Name of its game. */
  readonly game: string;
  /** Counted from 1. */
  readonly round: number;
  /** How many play. */
  readonly people: number;
  /** How many watch. */
  readonly watching: number;
}

export interface LiveList {
  /** Streams are delayed by at least this, s. */
  readonly delayS: number;
  readonly matches: readonly LiveInfo[];
}

/** Most matches in the list; those with most people come first. */
export const MAX_LISTED_MATCHES = 50;
/** Header of a stream with its delay, s. */
export const DELAY_HEADER = "orrery-delay";

/** Why a match is not shown. Retry after `retryInS`, if given. */
export interface LiveRefusal {
  readonly code: number;
  readonly why: LiveRefusalReason;
  readonly error: string;
  readonly retryInS?: number;
}

export const LIVE_REFUSALS = {
  noSuchMatch: [404, "there is no such match, or it is over"],
  off: [403, "this server does not show running matches"],
  tooYoung: [503, "this match has only just begun, and is shown with a delay"],
  notKept: [503, "this server cannot record this match now, so it cannot show it"],
  tooLarge: [503, "this match is too large to be shown now"],
  matchFull: [503, "too many people watch this match already"],
  full: [503, "too many people watch on this server already"],
  addressFull: [429, "too many people watch from your address already"],
  tooOften: [429, "too many requests from your address"],
} as const satisfies Record<string, readonly [code: number, error: string]>;
export type LiveRefusalReason = keyof typeof LIVE_REFUSALS;
