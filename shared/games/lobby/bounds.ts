/** Bounds of the lobby's world (D8). Part of its rules: a journal replays to other bits under others, so that the version is raised with them. */
export const LOBBY_BOUNDS = {
  /** Running matches that are known, and scores in them all. */
  matches: 256,
  scores: 8_192,
  /** Channels, with those of matches that have just gone. */
  channels: 320,
  /** Players of whom something is remembered: how much they said, where they play. Beyond it, those gone longest are forgotten. */
  members: 8_192,
  /** Lines that all together may say in one channel in one tick; above what many say in a second, should a tick be late. */
  linesPerTick: 512,
  /** Lines of what was said before that one seat is sent in one tick. */
  historyPerTick: 24,
  /** What a seat may ask for beside speaking: so much at once, and ticks until one more. */
  askBurst: 20,
  askEveryTicks: 3,
} as const;

/** A match's channel stays so long after it, ticks. */
export const CHANNEL_LINGER_TICKS = 600;
/** So long an order outweighs what the store said when someone joined: it may not have heard of it, ticks. */
export const ORDER_PRECEDENCE_TICKS = 600;
/** How often what need not be remembered is forgotten, ticks. */
export const SWEEP_EVERY_TICKS = 100;

/** Of a text in UTF-8, at most. */
export const TEXT_BYTES = { name: 256, channel: 160, line: 2_048, why: 512, room: 64, notice: 4_096 } as const;
