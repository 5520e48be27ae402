import { FEED_LIMITS, type FeedLimits } from "../../../shared/wire/limits.ts";
import type { Budgets } from "../../budgets/index.ts";
import type { Clock } from "../../clock.ts";
import type { RouteGroup } from "../../http/route.ts";
import type { RowReader } from "../../ops/readable-rows.ts";
import type { Consumer } from "../../outbox/index.ts";
import type { SocketRoute } from "../../transport/plain-socket.ts";
import type { MatchEvents } from "../matches/match-events.ts";
import type { Surveyor } from "../matches/positions.ts";
import type { NameLookup } from "../names/pilot-names.ts";
import type { BeaconRights } from "./authorize.ts";
import { feedRoutes } from "./beacon-routes.ts";
import { BeaconTokens } from "./beacon-tokens.ts";
import { Beacons } from "./beacons.ts";
import { ClosedMatches, type ClosedMatchesOptions } from "./closed-matches.ts";
import { openFeedDatabase } from "./database.ts";
import { FeedHub } from "./hub.ts";
import { matchFeed } from "./matches.ts";
import type { FeedMetrics } from "./metrics.ts";
import { PositionSampler } from "./positions.ts";
import { FEED_PATH, feedSocketRoute, feedStreamRoute } from "./route.ts";
import { SqliteLog } from "./sqlite-log.ts";

export interface FeedOptions {
  /** Path of the database; null: in memory. */
  readonly file: string | null;
  readonly clock: Clock;
  readonly atMs: () => number;
  /** Names of players in matches. */
  readonly names: NameLookup;
  readonly metrics: FeedMetrics;
  readonly rights: BeaconRights;
  readonly isOpen: ClosedMatchesOptions["isOpen"];
  /** Delay of positions, and of kills, which reveal positions, s. */
  readonly delayS: number;
  readonly budgets: Budgets;
  readonly report: (error: unknown) => void;
  readonly readRows: RowReader;
  /** Overrides `FEED_LIMITS`. */
  readonly limits?: Partial<FeedLimits>;
}

/** The public feed of a process: messages for readers, and beacons that devices publish. */
export interface Feed {
  readonly hub: FeedHub;
  readonly beacons: Beacons;
  readonly http: RouteGroup;
  readonly sockets: Readonly<Record<string, SocketRoute>>;
  /** The consumer of a game's matches. @param game its name */
  matches(events: MatchEvents, game: string): Consumer;
  /** For `RoomDefinition.observe` of a game's matches. */
  observe(room: string, world: unknown, surveyor: Surveyor): void;
  /** Disconnects all readers; they reconnect to the next process. */
  close(): Promise<void>;
}

export async function openFeed(options: FeedOptions): Promise<Feed> {
  const { clock, atMs, metrics, rights, isOpen, delayS, names, budgets, report, readRows } = options;
  const limits = { ...FEED_LIMITS, ...options.limits };
  const db = openFeedDatabase(options.file ?? ":memory:");
  const log = new SqliteLog(db, limits, () => metrics.sourceForgotten());
  const hub = await FeedHub.open(log, { clock, atMs, metrics, limits, report });
  const beacons = new Beacons({ hub, clock, atMs, budgets, report, readRows });
  const tokens = new BeaconTokens(db, budgets, readRows);
  const surveys = new PositionSampler(hub, { clock, delayS, names, metrics, limits, report });
  const closedMatches = new ClosedMatches(hub, { clock, isOpen, report });
  const readers = { hub, budgets, metrics, report };
  return {
    hub,
    beacons,
    http: feedRoutes({ tokens, beacons, rights, limits, metrics, atMs, report, stream: feedStreamRoute(readers) }),
    sockets: { [FEED_PATH]: feedSocketRoute(readers) },
    matches: (events, game) => matchFeed(hub, events, { game, names, killDelayMs: delayS * 1_000 }),
    observe: (room, world, surveyor) => surveys.observe(room, world, surveyor),
    async close() {
      beacons.close();
      closedMatches.close();
      await hub.close();
    },
  };
}
