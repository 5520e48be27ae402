/**
 * Limits on input from outside (rule D8), one table for each part that enforces them. Limits for each sender are in
 * `server/budgets/budget-table.ts`. Units are in the names. Every row has a metric that counts its refusals and a test that reaches it.
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
  /** Frames buffered for a socket whose room is still processing its join. */
  earlyFrames: 16,
  /** Messages from a room to a client that has not acknowledged its join. */
  unjoinedBytes: 262_144,
  /** Unsent bytes of one socket. It is closed after `backlogGraceMs` above `backlogBytes`, or at once above `backlogHardBytes`. */
  backlogBytes: 262_144,
  backlogGraceMs: 5_000,
  backlogHardBytes: 2_097_152,
  /** A socket is pinged after `pingAfterMs` of silence, and closed after `silenceMs`. */
  pingAfterMs: 5_000,
  silenceMs: 20_000,
  /** An idle HTTP connection is closed after this. */
  requestIdleS: 10,
  /** How often silence and backlog are checked. */
  sweepMs: 1_000,
  /** How often the system's connections are counted, which takes longer on machines with more memory. */
  countConnectionsMs: 5_000,
  /** How long a shutdown waits for sockets and requests to end. */
  shutdownGraceMs: 3_000,
  /** Body of one HTTP request. */
  bodyBytes: 16_384,
} as const;

export type TransportLimits = { readonly [Name in keyof typeof TRANSPORT_LIMITS]: number };

export const ROOM_LIMITS = {
  /** How far ahead of the next tick a command may be scheduled; later ones are moved to that tick. */
  leadTicks: 60,
  /** Commands of one seat for one tick that do not merge. */
  commandsPerTick: 4,
  commandBytes: 256,
  /** Consecutive invalid messages after which the client is disconnected. */
  badMessages: 20,
  /** Refusals sent to one client; further ones are only counted. */
  refusalsPerSecond: 4,
  /** Messages that a room reads from one client; more than a link delivers at once after a stall. */
  messagesPerSecond: 600,
  /** Commands of one client that wait for an answer of the store. */
  consultations: 8,
  /** Rooms of one process. */
  rooms: 200,
  /** Patches that one room catches up before it yields to sockets and other rooms. */
  burstRuns: 2,
  /** A room catches up to this delay, which players notice less; beyond it, it skips the time. */
  backlogMs: 500,
} as const;

export const OUTBOX_LIMITS = {
  /** Events that one room keeps in memory for consumers; older ones are read from its journal. */
  events: 4_096,
  bytes: 1_048_576,
  /** Events of one delivery. */
  batchEvents: 256,
  /**
   * How long a finished round, or a room that is over, waits for slow consumers; after that they lose its events. A singleton
   * whose journal is not private waits on.
   */
  behindMs: 300_000,
  /** How long a room that ends in any other way waits; a suspended one delivers the rest when it resumes. */
  closeMs: 2_000,
  /** Senders, rooms and services, whose commands are deduplicated; beyond it, the one idle for longest is forgotten. */
  sources: 1_024,
  /** Their commands for one tick of a room; senders repeat the rest. */
  commandsPerTick: 1_024,
} as const;

/** Transfers between rooms; those of one world are `TRANSFER_BOUNDS` in `shared/transfers`. */
export const TRANSFER_LIMITS = {
  /** Messages of other rooms that wait for a room's next tick; senders repeat the rest. */
  messagesPerTick: 256,
  /** Sources from which on a room looks for those that are gone, whose rows it can forget. */
  sweepFromSources: 64,
  /** Rooms without players that stay open for their transfers. Further ones go on at the next start. */
  lingeringRooms: 50,
  /** Rooms set aside whose escrow is not settled. Beyond it, a room that cannot go on stays where it is. */
  estates: 1_000,
} as const;

export const REPLICATION_LIMITS = {
  /** State and events sent to one client: sustained, and at once after a quiet second. */
  clientBytesPerSecond: 32_768,
  /** A socket with more than this unsent gets no patch; changes are merged for it meanwhile. */
  pendingBytes: 16_384,
  /** A client that takes no patch for this long is disconnected with a reason. */
  slowMs: 8_000,
  /** Events that a client must not miss, buffered while its socket is full. */
  keptEvents: 64,
  /** Bytes of events in one patch for one client, limited by the text field. Further events that it must get come with the next. */
  eventBytes: 49_152,
  /** Clients of a room that may compare their decoded state with the server's. */
  checkers: 100,
} as const;

/** The open feed, and the beacons that services publish in it. */
export const FEED_LIMITS = {
  /** Unsent bytes of one reader, above which it is sent nothing more. */
  queueBytes: 65_536,
  /** A reader that takes nothing for this long, while messages wait for it, is disconnected. */
  stallMs: 30_000,
  /** One text frame from a reader, and how many, sustained and at once; WebSocket pings and pongs count. */
  frameBytes: 1_024,
  framesPerSecond: 5,
  frameBurst: 20,
  /** Invalid frames after which the reader is disconnected. */
  badFrames: 5,
  /** Topics that one frame or address may name. */
  topics: 12,
  /** Characters of a query string, and of a Last-Event-ID. */
  queryChars: 512,
  /** One message. */
  messageBytes: 65_536,
  /** Messages kept for each topic with a full history, and for how long. */
  keptMessages: 20_000,
  keptS: 2_592_000,
  /** Keys of each topic that keeps only the newest message of a key. */
  keptKeys: 4_096,
  /** Deleted players, whose names late messages must not carry. */
  gonePeople: 10_000,
  /** Deleted players whose names are being erased at once; others wait. */
  erasing: 1_024,
  /** Messages of each topic in memory. Readers further behind get pages from the log. */
  recentMessages: 512,
  pageMessages: 128,
  /** Rooms whose events are deduplicated; beyond it, the one idle for longest is forgotten. */
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

/** Limits of the lobby's room; those of its world are `LOBBY_BOUNDS` in `shared/lobby`. */
export const LOBBY_LIMITS = {
  /** Seats of one player: browsers and tabs. */
  seatsPerPlayer: 16,
  /** Bytes of one command, and commands of one seat for one tick, which do not merge. */
  commandBytes: 2_304,
  commandsPerTick: 24,
} as const;

export const NOTIFICATION_LIMITS = {
  /** Names after an @ that are looked up for one chat message. */
  mentionsPerLine: 3,
  /** Online followers who are notified of one event. */
  followersTold: 200,
  /** Interval of notices that a friend is online, and how many friends' last times are remembered. */
  friendEveryMs: 300_000,
  friendsRemembered: 4_096,
  /** Players are notified that they were overtaken within these top places of the day's league. */
  overtakenPlaces: 50,
} as const;

export const STORE_LIMITS = {
  /** Notices in one player's inbox, and how long they are kept. */
  inboxRows: 200,
  inboxMs: 5_184_000_000,
  /** Sessions of one player; beyond it, the oldest ends. */
  sessions: 20,
  /** Rows for each kind of action in the audit trail: many reports displace older reports, but no bans. */
  auditRows: 20_000,
  /** An unused session ends after this. */
  sessionMs: 2_592_000_000,
  /** Sign-ins remembered for one account, and as many rows of failed ones. Failures within `failedTogetherMs` share a row. */
  signIns: 30,
  failedTogetherMs: 3_600_000,
  /** How long deduplication remembers a silent source. */
  seenMs: 2_592_000_000,
  /**
   * Newest results kept of one player, and for how long. Older ones count only in the player's totals. Results of the last
   * `leagueMs` are kept in any case, for the leagues of day and week.
   */
  resultRows: 1_000,
  resultMs: 7_776_000_000,
  leagueMs: 691_200_000,
  /** A guest without a session and without a finished round is deleted after this. */
  guestMs: 86_400_000,
  /** A guest who did nothing and did not return for a day is deleted after this, with or without a session. */
  idleGuestMs: 259_200_000,
  /** How long the name of a deleted account stays reserved. */
  goneNameMs: 31_536_000_000,
  /** Names of people in matches: how many of one room, how long they are kept, and how many wait while the store is away. */
  pilotsPerRoom: 8_192,
  pilotMs: 7_776_000_000,
  pilotsUnwritten: 10_000,
  /** Deleted players, whose names matches of earlier versions must not carry. */
  goneRemembered: 10_000,
} as const;

export const IDENTITY_LIMITS = {
  /** Bytes of one API call's body, and characters of a token. */
  bodyBytes: 4_096,
  tokenCharacters: 2_048,
  /** Passwords hashed in parallel, each with a core and 19 MiB, and those that wait. */
  hashes: 1,
  hashesWaiting: 32,
  /** Players whose last known state is cached; beyond it, the one idle for longest is dropped. */
  remembered: 10_000,
  /** Sessions cached in memory; beyond it, the one idle for longest is dropped. */
  cachedSessions: 10_000,
  friends: 200,
  mutedKinds: 16,
  /** Passkeys of one account. */
  passkeys: 10,
  /** Audit rows about failed sign-ins, sustained and at once. */
  failedAuditsPerHour: 10,
  failedAuditBurst: 20,
  /** Answered passkey challenges, remembered so that none can be used twice. */
  usedChallenges: 10_000,
} as const;

export type IdentityLimits = { readonly [Name in keyof typeof IDENTITY_LIMITS]: number };

export const SPECTATE_LIMITS = {
  /** Watchers of one match; the limit of the process is a setting. */
  watchersPerRoom: 100,
  /** Unsent bytes of one watcher. A slower one is disconnected, and returns to the newest state. */
  unsentBytes: 1_048_576,
  /** Memory for one match, and for all together. Beyond it, matches are not shown. */
  roomBytes: 16_777_216,
  bytes: 134_217_728,
} as const;

export type SpectateLimits = { readonly [Name in keyof typeof SPECTATE_LIMITS]: number };
