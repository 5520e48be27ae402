/** The configuration of a lobby; hashed, journaled and sent to clients. */
export interface LobbyConfig {
  readonly seats: number;
  /** Messages in a channel's history. */
  readonly historyLines: number;
  /** Messages that a player may send at once, and ticks per further message. */
  readonly sayBurst: number;
  readonly sayEveryTicks: number;
  /** Maximum number of open channels per seat. */
  readonly openChannels: number;
  /** A match without a pulse for this long is no longer listed, ticks. */
  readonly matchSilentTicks: number;
}

/** Maximum length of the reason of a report or sanction, code points. */
export const MAX_REASON_CHARS = 120;

/** The range of each setting. */
const RANGES: Readonly<Record<keyof LobbyConfig, readonly [low: number, high: number]>> = {
  seats: [1, 4_000],
  historyLines: [1, 500],
  sayBurst: [1, 100],
  sayEveryTicks: [1, 6_000],
  openChannels: [1, 32],
  matchSilentTicks: [1, 36_000],
};

const DEFAULTS: LobbyConfig = {
  seats: 2_000,
  historyLines: 100,
  sayBurst: 5,
  sayEveryTicks: 20,
  openChannels: 8,
  matchSilentTicks: 100,
};

/**
 * The default configuration with overrides. Throws a RangeError that names the field, its value and what is accepted.
 */
export function lobbyConfig(overrides: Partial<LobbyConfig> = {}): LobbyConfig {
  const config = { ...DEFAULTS, ...overrides };
  checkConfig(config);
  return config;
}

export function checkConfig(config: LobbyConfig): void {
  for (const [field, [low, high]] of Object.entries(RANGES)) {
    const value = config[field as keyof LobbyConfig];
    if (!Number.isInteger(value) || value < low || value > high)
      throw new RangeError(`${field}: ${value} is not a whole number from ${low} to ${high}`);
  }
}
