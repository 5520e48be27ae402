import { FEED_LIMITS } from "../../shared/wire/limits.ts";

/** A sustained rate with a burst. */
export interface RateBound {
  readonly perSecond: number;
  readonly burst: number;
}

/** Scopes of limits. A subject is the target of an action: the name whose password is tried, or a beacon. */
export const SCOPES = ["address", "identity", "subject", "process"] as const;
export type Scope = (typeof SCOPES)[number];

export type RateRow = { readonly [By in Scope]?: RateBound };
export type QuotaRow = { readonly [By in Exclude<Scope, "process">]?: number } & { readonly process: number };

const rate = (perSecond: number, burst: number): RateBound => ({ perSecond, burst });
const perMinute = (count: number, burst: number): RateBound => rate(count / 60, burst);
const perDay = (count: number, burst: number): RateBound => rate(count / 86_400, burst);

/**
 * Rate limits of senders. The defaults admit 64 players behind one address who join, or return, at the same time. Rates
 * without a unit count actions.
 */
const RATES = {
  /** HTTP requests, each with the cost of its route. */
  requests: { address: rate(200, 4_000), identity: rate(50, 1_000) },
  /** Downloads of replays and journals. */
  downloadBytes: { address: rate(4_194_304, 134_217_728), process: rate(33_554_432, 536_870_912) },
  /** Calls of the accounts and friends API. */
  apiCalls: { address: rate(100, 1_200), identity: rate(20, 240) },
  matchmakes: { address: rate(100, 1_200), identity: rate(5, 120) },
  roomsMade: { address: rate(1, 20), identity: rate(0.5, 20), process: rate(10, 200) },
  /** WebSocket upgrades. */
  upgrades: { address: rate(100, 1_200) },
  /** Frames of all of a sender's sockets, including pings and pongs, and their payload. */
  framesIn: { address: rate(8_000, 40_000), identity: rate(960, 4_800) },
  bytesIn: { address: rate(1_048_576, 8_388_608), identity: rate(262_144, 1_048_576) },
  /** CPU time spent on a sender's frames, ms. The burst is wide because a garbage collection may fall into one. */
  decodeCpuMs: { address: rate(50, 500), identity: rate(25, 300) },
  /** Chat messages; the lobby also limits each player. */
  chatLines: { address: rate(10, 160) },
  /** Orders and bids. */
  orders: { address: rate(2_000, 8_000), identity: rate(50, 400) },
  /** Reports, which share the moderators' inboxes with other senders' ones. */
  reports: { address: perDay(300, 40), identity: perDay(60, 10) },
  guests: { address: rate(2, 600), process: rate(50, 5_000) },
  guestsOfDay: { address: perDay(4_000, 4_000) },
  /** Password attempts and changes by an address. */
  passwords: { address: perMinute(20, 30) },
  /** Password attempts for one name: by one address or known browser, and by all strangers. */
  nameLogins: { subject: perMinute(4, 10) },
  strangerLogins: { subject: perMinute(20, 100) },
  /** Streams opened for spectating. */
  watches: { address: rate(4, 80) },
  /** Requests that publish beacons or manage their tokens, authorized or not. */
  beaconRequests: { address: rate(10, 40) },
  /** Reads of the list of beacons: enough for 700 pages, even all at once. */
  beaconLists: { address: rate(240, 720) },
  /** Beacons published. The subject is one beacon. */
  beacons: { subject: rate(1, 5), process: rate(50, 100) },
} satisfies Record<string, RateRow>;

/** Quotas of senders. Each row also has a total, so the number of remembered senders is bounded. */
const HOLDS = {
  /** Connections of any kind, with or without a request. */
  connections: { address: 2_048, process: 12_000 },
  /** HTTP requests being read or answered. */
  openRequests: { address: 512, process: 4_096 },
  sockets: { address: 512, identity: 64, process: 5_000 },
  /** Live rooms, counted for their creator. */
  rooms: { address: 16, identity: 8, process: 200 },
  /** Seats of matches, reserved or taken. */
  seats: { address: 192, identity: 16, process: 5_000 },
  lobbySeats: { address: 256, identity: 16, process: 2_000 },
  feedReaders: { address: 96, process: 500 },
  /** Running downloads. */
  downloads: { address: 80, process: 256 },
  watchers: { address: 64, process: 2_000 },
  beaconTokens: { identity: 64, process: FEED_LIMITS.beaconTokens },
} satisfies Record<string, QuotaRow>;

export type RateName = keyof typeof RATES;
export type QuotaName = keyof typeof HOLDS;
export type BudgetName = RateName | QuotaName;

export interface BudgetTable {
  readonly rates: Readonly<Record<RateName, RateRow>>;
  readonly holds: Readonly<Record<QuotaName, QuotaRow>>;
}

export const BUDGETS: BudgetTable = { rates: RATES, holds: HOLDS };

/** Overrides for limits of {@link BUDGETS}. */
export type BudgetOverrides = { readonly [Name in RateName]?: RateRow } & {
  readonly [Name in QuotaName]?: Partial<QuotaRow>;
};

/** The table with overrides applied. */
export function withOverrides(changes: BudgetOverrides): BudgetTable {
  return { rates: mergeRows(BUDGETS.rates, changes), holds: mergeRows(BUDGETS.holds, changes) };
}

function mergeRows<Rows extends object>(rows: Rows, changes: BudgetOverrides): Rows {
  const merged = Object.entries(rows).map(([name, row]) => [name, { ...row, ...changes[name as BudgetName] }]);
  return Object.fromEntries(merged) as Rows;
}
