/**
 * Bounds on what comes from outside (rule D8), one table for each part that enforces them. Units are in the names. Every
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
  /** How often silence and backlog are looked at. */
  sweepMs: 1_000,
  /** After this, a shutdown no longer waits for sockets and requests to end. */
  shutdownGraceMs: 3_000,
  sockets: 5_000,
  /** Body of one HTTP request. */
  bodyBytes: 16_384,
  /** Requests of one address, sustained and at once: to take a seat, to make a room, to open a socket. */
  matchmakesPerSecond: 100,
  matchmakeBurst: 1_200,
  createsPerSecond: 1,
  createBurst: 20,
  upgradesPerSecond: 100,
  upgradeBurst: 1_200,
  /** Addresses whose request rates are remembered; beyond it, the one quiet for longest is forgotten. */
  addresses: 10_000,
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
  /** Rooms of one process. */
  rooms: 200,
  /** Ticks that one room catches up before sockets and other rooms have their turn. */
  burstTicks: 4,
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

/** Of the lobby's wiring; those of its world are `LOBBY_BOUNDS` in `shared/lobby`. */
export const LOBBY_LIMITS = {
  /** Seats that one player may have: browsers and tabs. */
  seatsPerPlayer: 16,
  /** One command, and those of one seat for one tick, which do not merge. */
  commandBytes: 2_304,
  commandsPerTick: 24,
} as const;
