/**
 * Close codes and reasons of sockets. The stock SDK reconnects by itself only after 1001, 1005, 1006 and 4010, so 4010 goes to
 * clients that may come back at once; it treats every other row as final. Colyseus itself uses 4000 to 4003 and 4010.
 */
export const CLOSE = {
  /** The server stops or restarts. */
  restarting: { code: 4010, reason: "server restarting" },
  slowConsumer: { code: 4290, reason: "connection too slow: too much unsent data" },
  frameFlood: { code: 4291, reason: "too many frames or bytes a second" },
  frameTooLarge: { code: 4292, reason: "frame too large" },
  badFrame: { code: 4293, reason: "invalid frame" },
  textFrame: { code: 4294, reason: "text frame: only binary frames are accepted" },
  binaryFrame: { code: 4295, reason: "binary frame: only text frames are accepted here" },
  frameCost: { code: 4296, reason: "frames take too long to decode" },
  roomFault: { code: 4300, reason: "this room failed and was closed" },
  badCommands: { code: 4301, reason: "too many invalid messages" },
  tooManySockets: { code: 4297, reason: "you have too many connections open: close another tab" },
  otherVersion: { code: 4303, reason: "a new version is out: reload" },
  takenOver: { code: 4302, reason: "this seat is in use by another connection" },
  banned: { code: 4304, reason: "a moderator has banned you from here" },
  signedOut: { code: 4306, reason: "this sign-in has ended: sign in again" },
  accountGone: { code: 4305, reason: "this account was deleted" },
  /** A singleton room cannot go on for now. Its world and its seats are kept. */
  halted: { code: 4307, reason: "this room is halted until the server's operator acts; nothing in it is lost" },
} as const;

export interface CloseReason {
  /** WebSocket close code. */
  readonly code: number;
  /** For people, at most 123 bytes. */
  readonly reason: string;
}

/** Refusals of HTTP requests before any room sees them. The stock SDK reports the status as the error's code. */
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
 * Codes with which a room refuses a join or a command. The reason names the field, its value and what is accepted. Over HTTP, the
 * code of a refused join is the status.
 */
export const ROOM_REFUSAL = {
  badOption: 460,
  nameTaken: 461,
  roomFull: 462,
  tooManyRooms: 463,
  badMessage: 464,
  matchEnding: 465,
  /** A token is missing or expired. */
  signInFirst: 466,
  banned: 467,
  nameOwned: 468,
  tooManyCommands: 469,
  tooManySeats: 471,
  /** A singleton room cannot go on for now, and no other may take its place. */
  halted: 472,
  /** Colyseus' own code for an unknown room. */
  roomOver: 522,
} as const;

/** Codes with which the open feed refuses a request or a frame. The sentence beside it says what is wrong and what is accepted. */
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
 * Codes with which the server's API refuses a call, as HTTP status and as `code` of the answer. A name or a ban may also be refused
 * with a row of {@link ROOM_REFUSAL}.
 */
export const API_REFUSAL = {
  badCall: 400,
  /** The token is missing or expired. */
  notSignedIn: 401,
  wrongLogin: 401,
  notAllowed: 403,
  originNotAllowed: 403,
  notFound: 404,
  noSuchMethod: 405,
  /** It is done already, or cannot be done any more. */
  conflict: 409,
  bodyTooLarge: 413,
  tooMany: 429,
  unavailable: 503,
} as const;

export type ApiRefusalName = keyof typeof API_REFUSAL;
