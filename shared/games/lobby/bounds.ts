/** Bounds of the lobby's world (D8). They are part of the rules: a change requires a new version of the machine. */
export const LOBBY_BOUNDS = {
  /** Running matches, and scores in all of them. */
  matches: 256,
  scores: 8_192,
  /** Channels, including those of matches that ended recently. */
  channels: 320,
  /** Players in memory: their rates and matches. Beyond it, those gone longest are forgotten. */
  members: 8_192,
  /** Messages per channel and tick. Far above normal traffic, for ticks that are late. */
  linesPerTick: 512,
  /** Messages of the history sent to one seat per tick. */
  historyPerTick: 24,
  /** Token bucket of other requests of a seat: burst, and ticks per token. */
  askBurst: 20,
  askEveryTicks: 3,
} as const;

/** Time for which a match's channel stays after the match, ticks. */
export const CHANNEL_LINGER_TICKS = 600;
/** Time for which a moderator's command takes precedence over the store's state at a join, ticks: the store may lag. */
export const ORDER_PRECEDENCE_TICKS = 600;
/** Interval of sweeping members, ticks. */
export const SWEEP_EVERY_TICKS = 100;

/** Maximum size of texts in UTF-8, bytes. */
export const TEXT_BYTES = { name: 256, channel: 160, line: 2_048, why: 512, room: 64, notice: 4_096 } as const;
