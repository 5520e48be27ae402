/** A match that goes on, as `GET /live` lists it. */
export interface LiveInfo {
  /** `GET /live/ROOM` streams it. */
  readonly room: string;
  /** Counted from 1. */
  readonly round: number;
  /** Who plays. */
  readonly people: number;
  /** Who watches. */
  readonly watching: number;
}

export interface LiveList {
  /** Nobody is shown anything younger than this, s. */
  readonly delayS: number;
  readonly matches: readonly LiveInfo[];
}

/** Matches listed at most, those with most people first. */
export const LISTED_MATCHES = 50;
/** Header of a stream: how old what it shows is at least, s. */
export const DELAY_HEADER = "orrery-delay";

/** Why a match is not shown. Ask again after `retryInS`, where it is given. */
export interface LiveRefusal {
  readonly code: number;
  readonly why: LiveRefusalReason;
  readonly error: string;
  readonly retryInS?: number;
}

export const LIVE_REFUSALS = {
  noSuchMatch: [404, "there is no such match, or it is over"],
  off: [403, "matches of this server are not shown while they are played"],
  tooYoung: [503, "this match has only just begun, and is shown with a delay"],
  notKept: [503, "this server cannot record this match now, and shows only what it recorded"],
  tooLarge: [503, "this match is too large to be shown now"],
  matchFull: [503, "as many watch this match already as can"],
  full: [503, "as many watch on this server already as can"],
  addressFull: [429, "as many watch from your address already as may"],
  tooOften: [429, "too many requests from your address"],
} as const satisfies Record<string, readonly [code: number, error: string]>;
export type LiveRefusalReason = keyof typeof LIVE_REFUSALS;
