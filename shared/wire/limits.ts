/**
 * Bounds on what comes from outside (rule D8), one table for each part that enforces them; what one sender may do and have is
 * in `server/budgets/table.ts`. Units are in the names. Every
 * row has a metric that counts its refusals and a test that reaches it.
 */
export const TRANSPORT_LIMITS = {
  /** One binary frame from a client. */
  frameBytes: 8_192,
  /** Frames of one socket, sustained and at once; WebSocket pings and pongs count. */
  framesPerSecond: 120,
  frameBurst: 600,
  /** Payload of one socket's frames, sustained and at once. */
  inboundBytesPerSecond: 32_768,
  inboundBurstBytes: 131_072,
  /** Frames kept for a socket whose room has not finished taking it in. */
  earlyFrames: 16,
  /** Messages that a room sent to a client which has not acknowledged its join. */
  unjoinedBytes: 262_144,
  /** Unsent bytes of one socket: above `backlogBytes` for `backlogGraceMs`, or once above `backlogHardBytes`, it ends. */
  backlogBytes: 262_144,
  backlogGraceMs: 5_000,
  backlogHardBytes: 2_097_152,
  /** A socket that is silent this long is pinged, and one that stays silent is dead. */
  pingAfterMs: 5_000,
  silenceMs: 20_000,
  /** An HTTP connection on which nothing moves ends after this. */
  requestIdleS: 10,
  /** How often silence and backlog are looked at. */
  sweepMs: 1_000,
  /** How often the system's connections are counted, which takes the longer the more memory a machine has. */
  countConnectionsMs: 5_000,
  /** After this, a shutdown no longer waits for sockets and requests to end. */
  shutdownGraceMs: 3_000,
  /** Body of one HTTP request. */
  bodyBytes: 16_384,
} as const;

export type TransportLimits = { readonly [Name in keyof typeof TRANSPORT_LIMITS]: number };

export const ROOM_LIMITS = {
  /** How far ahead of the next tick a command may be meant; what is meant for later is taken then. */
  leadTicks: 60,
  /** Commands of one seat for one tick that do not merge into each other. */
  commandsPerTick: 4,
  commandBytes: 256,
  /** Messages that could not be understood, one after the other, until the client is sent away. */
  badMessages: 20,
  /** Refusals told to one client; the rest are counted only. */
  refusalsPerSecond: 4,
  /** Messages of one client that a room reads; above a link's burst after a stall. */
  messagesPerSecond: 600,
  /** Commands of one client about which the store is being asked. */
  consultations: 8,
  /** Rooms of one process. */
  rooms: 200,
  /** Runs, of a patch's ticks each, that one room catches up before sockets and other rooms have their turn. */
  burstRuns: 2,
  /** A room further behind than this lets the time pass; until then it catches up, which players notice less. */
  backlogMs: 500,
} as const;

export const OUTBOX_LIMITS = {
  /** Events that one room keeps in memory for consumers; older ones are had from its journal. */
  events: 4_096,
  bytes: 1_048_576,
  /** Events of one delivery. */
  batchEvents: 256,
  /** How long a finished round or a room that is over waits for consumers that are behind; then they lose its events. */
  behindMs: 300_000,
  /** How long a room that ends in any other way waits; a suspended one delivers the rest when it is taken up again. */
  closeMs: 2_000,
  /** Rooms and services whose messages are told from repeated ones; beyond it, the one quiet for longest is forgotten. */
  sources: 1_024,
  /** Their commands for one tick of a room; what comes then is to come again. */
  commandsPerTick: 1_024,
} as const;

export const REPLICATION_LIMITS = {
  /** What one client is sent of a room's state and events, sustained, and at once after a quiet second. */
  clientBytesPerSecond: 32_768,
  /** While a socket has more than this unsent, it gets no patch; what changes is merged for it meanwhile. */
  pendingBytes: 16_384,
  /** A client that takes no patch for so long is told so and sent away. */
  slowMs: 8_000,
  /** Events that a client must not miss, kept while its socket takes nothing. */
  keptEvents: 64,
  /** Events of one patch for one client, bytes, as a text may hold them; what is more, and concerns it, comes with the next. */
  eventBytes: 49_152,
  /** Clients of a room that may check their decoded state against the server's. */
  checkers: 100,
} as const;

/** The open feed, and the beacons that others publish in it. */
export const FEED_LIMITS = {
  /** Unsent bytes of one reader, after which it is given nothing until it has taken some. */
  queueBytes: 65_536,
  /** A reader that takes nothing for so long, while something waits for it, ends. */
  stallMs: 30_000,
  /** One text frame from a reader, and how many, sustained and at once; WebSocket pings and pongs count. */
  frameBytes: 1_024,
  framesPerSecond: 5,
  frameBurst: 20,
  /** Frames that could not be understood, until the reader is sent away. */
  badFrames: 5,
  /** Topics that one frame or address may name. */
  topics: 12,
  /** The part of an address after `?`, and a Last-Event-ID. */
  queryChars: 512,
  /** One message. */
  messageBytes: 65_536,
  /** Messages kept of each topic that keeps all, and for how long. */
  keptMessages: 20_000,
  keptS: 2_592_000,
  /** Keys of each topic that keeps the newest message of every key. */
  keptKeys: 4_096,
  /** People who are gone, and whom what comes late does not name. */
  gonePeople: 10_000,
  /** Of them, those whose names are being taken out of what is kept; others wait. */
  erasing: 1_024,
  /** Of the messages kept, those in memory: of each topic. Readers further behind are fed from the log, so many at a time. */
  recentMessages: 512,
  pageMessages: 128,
  /** Rooms whose events are told from repeated ones; beyond it, the one quiet for longest is forgotten. */
  sources: 1_024,
  /** Ships in one survey of a match. */
  surveyShips: 512,
  /** Surveys that wait for their delay. */
  surveys: 4_096,
  /** Tokens of beacons, and characters of their names. */
  beaconTokens: 256,
  beaconNameChars: 24,
  /** Body of a request about beacons. */
  beaconBodyBytes: 1_024,
  beaconLabelChars: 40,
  beaconValues: 8,
} as const;

export type FeedLimits = { readonly [Name in keyof typeof FEED_LIMITS]: number };

/** Of the lobby's wiring; those of its world are `LOBBY_BOUNDS` in `shared/lobby`. */
export const LOBBY_LIMITS = {
  /** Seats that one player may have: browsers and tabs. */
  seatsPerPlayer: 16,
  /** One command, and those of one seat for one tick, which do not merge. */
  commandBytes: 2_304,
  commandsPerTick: 24,
} as const;

export const NOTICE_LIMITS = {
  /** Names after an @ that one line looks for. */
  mentionsPerLine: 3,
  /** Of those who follow someone and are here, told of one thing. */
  followersTold: 200,
  /** Followers are told no more often that someone came; and of how many it is known when they were. */
  friendEveryMs: 300_000,
  friendsRemembered: 4_096,
  /** Places of the day's league within which players are told that they were overtaken. */
  overtakenPlaces: 50,
} as const;

export const STORE_LIMITS = {
  /** Notices kept for one player, and for how long. */
  inboxRows: 200,
  inboxMs: 5_184_000_000,
  /** Browsers in which one player is signed in; beyond it, the oldest sign-in ends. */
  sessions: 20,
  /** Of each kind of deed in the audit trail: many reports take the place of reports, and of no ban. */
  auditRows: 20_000,
  /** A sign-in that nobody uses ends after this. */
  sessionMs: 2_592_000_000,
  /** Sign-ins of one account that are remembered, and as many rows of failed tries; those within so long are one row. */
  signIns: 30,
  failedTogetherMs: 3_600_000,
  /** How long it is known which events of a silent source were taken. */
  seenMs: 2_592_000_000,
  /**
   * Results kept of one player, the newest, and for how long; older ones are in the player's sums alone. Those of the last
   * `leagueMs` stay in any case, as leagues by day and week count them.
   */
  resultRows: 1_000,
  resultMs: 7_776_000_000,
  leagueMs: 691_200_000,
  /** A guest who is signed in nowhere and finished no round is forgotten after this. */
  guestMs: 86_400_000,
  /** One who did nothing and was not seen again for a day after they came, after this, signed in or not. */
  idleGuestMs: 259_200_000,
  /** So long nobody can have the name of an account that was deleted. */
  goneNameMs: 31_536_000_000,
  /** Names of people in matches: the newest of one room, how long they are kept, and those that wait for a store that is away. */
  pilotsPerRoom: 8_192,
  pilotMs: 7_776_000_000,
  pilotsUnwritten: 10_000,
  /** Players who went, and whom matches of earlier versions are not to name. */
  goneRemembered: 10_000,
} as const;

export const IDENTITY_LIMITS = {
  /** Body of one API call, and a token. */
  bodyBytes: 4_096,
  tokenCharacters: 2_048,
  /** Passwords hashed at once, each with a core and 19 MiB to itself, and those that wait for it. */
  hashes: 1,
  hashesWaiting: 32,
  /** Players of whom it is remembered what they last were; beyond it, the one quiet for longest is forgotten. */
  remembered: 10_000,
  /** Sign-ins kept in memory; beyond it, the one quiet for longest is looked up again. */
  cachedSessions: 10_000,
  friends: 200,
  mutedKinds: 16,
  /** Passkeys of one account. */
  passkeys: 10,
  /** Rows of the audit trail about failed sign-ins, sustained and at once. */
  failedAuditsPerHour: 10,
  failedAuditBurst: 20,
  /** Challenges for passkeys that were answered, so that none is good twice. */
  usedChallenges: 10_000,
} as const;

export type IdentityLimits = { readonly [Name in keyof typeof IDENTITY_LIMITS]: number };

export const SPECTATE_LIMITS = {
  /** Who watch one match; the process's bound is a setting. */
  watchersPerRoom: 100,
  /** What waits for one watcher; who takes so little is cut off, and comes back to the newest. */
  unsentBytes: 1_048_576,
  /** What is kept in memory of one match, and of all together: beyond it, matches are not shown. */
  roomBytes: 16_777_216,
  bytes: 134_217_728,
} as const;

export type SpectateLimits = { readonly [Name in keyof typeof SPECTATE_LIMITS]: number };
