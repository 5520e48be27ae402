import { FEED_LIMITS } from "../../shared/wire/limits.ts";

/** A sustained rate, and what may come at once. */
export interface RateBound {
  readonly perSecond: number;
  readonly burst: number;
}

/** What a bound counts by. A subject is what a deed is about: the name whose password is tried, or a beacon. */
export const SCOPES = ["address", "identity", "subject", "process"] as const;
export type Scope = (typeof SCOPES)[number];

export type RateRow = { readonly [By in Scope]?: RateBound };
export type HoldRow = { readonly [By in Exclude<Scope, "process">]?: number } & { readonly process: number };

const rate = (perSecond: number, burst: number): RateBound => ({ perSecond, burst });
const perMinute = (count: number, burst: number): RateBound => rate(count / 60, burst);
const perDay = (count: number, burst: number): RateBound => rate(count / 86_400, burst);

/**
 * What senders may do, sustained and at once. The defaults admit 64 players behind one address who all come at once, and
 * come back at once. What is not named is counted in times.
 */
const RATES = {
  /** HTTP requests, each at the cost its route declares. */
  requests: { address: rate(200, 4_000), identity: rate(50, 1_000) },
  /** Files sent: replays, journals. */
  downloadBytes: { address: rate(4_194_304, 134_217_728), process: rate(33_554_432, 536_870_912) },
  /** Calls of the API for accounts and friends. */
  apiCalls: { address: rate(100, 1_200), identity: rate(20, 240) },
  matchmakes: { address: rate(100, 1_200), identity: rate(5, 120) },
  roomsMade: { address: rate(1, 20), identity: rate(0.5, 20), process: rate(10, 200) },
  /** Sockets asked for. */
  upgrades: { address: rate(100, 1_200) },
  /** Frames of all sockets of a sender, pings and pongs among them, and their payload. */
  framesIn: { address: rate(8_000, 40_000), identity: rate(960, 4_800) },
  bytesIn: { address: rate(1_048_576, 8_388_608), identity: rate(262_144, 1_048_576) },
  /** Time of this process spent on a sender's frames, ms. A collection of garbage may fall into one, so the burst is wide. */
  decodeCpuMs: { address: rate(50, 500), identity: rate(25, 300) },
  /** Lines of chat; the lobby itself bounds each player. */
  chatLines: { address: rate(10, 160) },
  /** Reports, which moderators find in their inboxes among what others sent them. */
  reports: { address: perDay(300, 40), identity: perDay(60, 10) },
  guests: { address: rate(2, 600), process: rate(50, 5_000) },
  guestsOfDay: { address: perDay(4_000, 4_000) },
  /** Passwords tried or set by an address. */
  passwords: { address: perMinute(20, 30) },
  /** Passwords tried for one name: by one address or known browser, and by all strangers. */
  nameLogins: { subject: perMinute(4, 10) },
  strangerLogins: { subject: perMinute(20, 100) },
  /** Streams of matches opened. */
  watches: { address: rate(4, 80) },
  /** Requests that publish beacons or are about their tokens, whether or not they bear one. */
  beaconRequests: { address: rate(10, 40) },
  /** Looks at the list of beacons: as often as 700 pages do, all at once if need be. */
  beaconLists: { address: rate(240, 720) },
  /** Beacons published; a subject is one beacon. */
  beacons: { subject: rate(1, 5), process: rate(50, 100) },
} satisfies Record<string, RateRow>;

/** What senders may have at once. Every row is bounded in all, so that the senders remembered are, too. */
const HOLDS = {
  /** Connections of any kind, whether or not they asked for anything. */
  connections: { address: 2_048, process: 12_000 },
  /** HTTP requests that are read, or wait for their answer. */
  openRequests: { address: 512, process: 4_096 },
  sockets: { address: 512, identity: 64, process: 5_000 },
  /** Rooms alive that someone made, by who made them. */
  rooms: { address: 16, identity: 8, process: 200 },
  /** Seats of matches, reserved or taken. */
  seats: { address: 192, identity: 16, process: 5_000 },
  lobbySeats: { address: 256, identity: 16, process: 2_000 },
  feedReaders: { address: 96, process: 500 },
  /** Files on their way. */
  downloads: { address: 80, process: 256 },
  watchers: { address: 64, process: 2_000 },
  beaconTokens: { identity: 64, process: FEED_LIMITS.beaconTokens },
} satisfies Record<string, HoldRow>;

export type RateName = keyof typeof RATES;
export type HoldName = keyof typeof HOLDS;
export type BudgetName = RateName | HoldName;

export interface BudgetTable {
  readonly rates: Readonly<Record<RateName, RateRow>>;
  readonly holds: Readonly<Record<HoldName, HoldRow>>;
}

export const BUDGETS: BudgetTable = { rates: RATES, holds: HOLDS };

/** Rows that replace bounds of {@link BUDGETS}. */
export type BudgetChanges = { readonly [Name in RateName]?: RateRow } & {
  readonly [Name in HoldName]?: Partial<HoldRow>;
};

/** The table with the bounds that `changes` names replaced. */
export function changedTable(changes: BudgetChanges): BudgetTable {
  return { rates: changed(BUDGETS.rates, changes), holds: changed(BUDGETS.holds, changes) };
}

function changed<Rows extends object>(rows: Rows, changes: BudgetChanges): Rows {
  const each = Object.entries(rows).map(([name, row]) => [name, { ...row, ...changes[name as BudgetName] }]);
  return Object.fromEntries(each) as Rows;
}
