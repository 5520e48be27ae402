/**
 * How a socket ends. The stock SDK returns by itself after 1001, 1005, 1006 and 4010 only, so whoever may come back at once
 * gets 4010; every other row is final for it. Colyseus itself uses 4000 to 4003 and 4010.
 */
export const CLOSE = {
  /** The server stops or restarts. */
  restarting: { code: 4010, reason: "server restarting" },
  slowConsumer: { code: 4290, reason: "connection too slow: unsent data passed its limit" },
  frameFlood: { code: 4291, reason: "too many frames or bytes a second" },
  frameTooLarge: { code: 4292, reason: "frame too large" },
  badFrame: { code: 4293, reason: "not a frame that clients send" },
  textFrame: { code: 4294, reason: "text frame: only binary frames are accepted" },
  binaryFrame: { code: 4295, reason: "binary frame: only text frames are accepted here" },
  frameCost: { code: 4296, reason: "frames that take too long to read" },
  roomFault: { code: 4300, reason: "this room failed and was closed" },
  badCommands: { code: 4301, reason: "too many messages that could not be understood" },
  tooManySockets: { code: 4297, reason: "you have too many connections open: close another tab" },
  otherVersion: { code: 4303, reason: "a new version is out: reload" },
  takenOver: { code: 4302, reason: "this seat went on in another connection" },
  banned: { code: 4304, reason: "a moderator has banned you from here" },
  signedOut: { code: 4306, reason: "this sign-in has changed or is over" },
  accountGone: { code: 4305, reason: "this account was deleted" },
} as const;

export interface CloseRow {
  /** WebSocket close code. */
  readonly code: number;
  /** For people, at most 123 bytes. */
  readonly reason: string;
}

/** How an HTTP request is refused before any room sees it. The stock SDK reports the status as the error's code. */
export const REFUSAL = {
  badRequest: { status: 400, error: "malformed request" },
  badSession: { status: 400, error: "sessionId missing or malformed" },
  badOptions: { status: 400, error: "options must be a JSON object" },
  originNotAllowed: { status: 403, error: "origin not allowed" },
  notFound: { status: 404, error: "not found" },
  otherVersion: { status: 412, error: "a new version is out: reload" },
  bodyTooLarge: { status: 413, error: "request body too large" },
  tooManyRequests: { status: 429, error: "too many requests from this address" },
  unavailable: { status: 503, error: "server full, starting or stopping" },
} as const;

export type Refusal = keyof typeof REFUSAL;

/**
 * How a room refuses a join or a command; the reason beside it names the field, its value and what would do. A join may be
 * refused over HTTP, where the code is the status.
 */
export const ROOM_REFUSAL = {
  badOption: 460,
  nameTaken: 461,
  roomFull: 462,
  tooManyRooms: 463,
  badMessage: 464,
  matchEnding: 465,
  /** A token is needed, or the one that was shown is no longer good. */
  signInFirst: 466,
  banned: 467,
  nameOwned: 468,
  tooManyCommands: 469,
  roomOver: 470,
  tooManySeats: 471,
} as const;

/** How the open feed refuses a request or a frame; the sentence beside the code names what is wrong and what would do. */
export const FEED_REFUSAL = {
  notJson: 400,
  badMessage: 400,
  unknownTopic: 400,
  badSince: 400,
  queryTooLong: 414,
  notAcceptable: 406,
  methodNotAllowed: 405,
  tooManyReaders: 503,
  tooManyFromAddress: 429,
  tooManyRequests: 429,
  bodyTooLarge: 413,
  noToken: 401,
  unknownToken: 401,
  notAllowed: 403,
  nameTaken: 409,
  tooManyTokens: 409,
  noSuchBeacon: 404,
  outsidePlace: 422,
  tooFast: 429,
  unavailable: 503,
} as const;

export type FeedRefusal = keyof typeof FEED_REFUSAL;

/**
 * How a call to the server's own API is refused, as HTTP status and as `code` of the answer; a name or a ban may be refused with a
 * row of {@link ROOM_REFUSAL}, too.
 */
export const API_REFUSAL = {
  badCall: 400,
  /** No token, or one that is no longer good. */
  notSignedIn: 401,
  wrongLogin: 401,
  notAllowed: 403,
  originNotAllowed: 403,
  notFound: 404,
  noSuchMethod: 405,
  /** What is asked for is so already, or cannot be any more. */
  conflict: 409,
  bodyTooLarge: 413,
  tooMany: 429,
  unavailable: 503,
} as const;

export type ApiRefusalName = keyof typeof API_REFUSAL;
