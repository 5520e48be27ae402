/** Limits of the exchange's room; those of its world are `EXCHANGE_BOUNDS`. */
export const EXCHANGE_LIMITS = {
  /** Seats of one player: browsers and tabs. */
  seatsPerPlayer: 4,
  /** Bytes of one command, and commands of one seat for one tick, which do not merge. */
  commandBytes: 64,
  commandsPerTick: 16,
} as const;
