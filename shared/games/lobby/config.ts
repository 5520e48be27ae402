/** What one lobby is; hashed, journaled and handed to clients. */
export interface LobbyConfig {
  readonly seats: number;
  /** Lines that a channel remembers. */
  readonly historyLines: number;
  /** Lines that someone may say at once, and ticks until one more may be said. */
  readonly sayBurst: number;
  readonly sayEveryTicks: number;
  /** Channels that one seat may have open. */
  readonly openChannels: number;
  /** A match that told nothing for so long is no longer listed. */
  readonly matchSilentTicks: number;
}

/** Characters of the reason that comes with a report or an order. */
export const MAX_REASON_CHARS = 120;

/** What may be set, from and to. */
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

/** The default lobby with some settings changed. Throws a RangeError that names the field, its value and what would do. */
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
