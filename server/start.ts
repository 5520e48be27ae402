import { matchMaker, Server } from "@colyseus/core";
import { GAMES, type GameTable } from "../shared/games.ts";
import { openAccountServices } from "./account-services.ts";
import { systemClock } from "./clock.ts";
import { isRoomOpen } from "./colyseus/ask-room.ts";
import { coreLogger } from "./colyseus/core-logger.ts";
import { localRooms, QUICK_PLAY_ORDER } from "./colyseus/matchmaking.ts";
import { omitPm2Metrics } from "./colyseus/pm2-metrics.ts";
import { defineColyseusRoom, defineColyseusRooms } from "./colyseus-rooms/index.ts";
import type { Config } from "./config.ts";
import { type CoreServices, openCoreServices } from "./core-services.ts";
import { defineGames, gameDefiner } from "./game-rooms.ts";
import { isClockwork, isColyseusRow, type LoadedRow, leftOut, loadGames, type ServerGame } from "./games.ts";
import type { RouteTable } from "./http/route.ts";
import type { MountedRoute } from "./http/router.ts";
import { openHttp } from "./http-services.ts";
import { link } from "./link.ts";
import { startIdleBeat } from "./ops/health.ts";
import { metricsRoutes } from "./ops/routes.ts";
import { runtimeMetrics } from "./ops/runtime.ts";
import { type OpsServer, startOpsServer } from "./ops/server.ts";
import {
  BEAT_MS,
  type Community,
  MatchHeartbeat,
  NO_COMMUNITY,
  UNAVAILABLE_COMMUNITY,
} from "./platform/community/index.ts";
import { beaconRights } from "./platform/feed/authorize.ts";
import { type Feed, openFeed } from "./platform/feed/index.ts";
import { feedMetrics, sampleFeed } from "./platform/feed/metrics.ts";
import { RoomTypes } from "./releases/room-types.ts";
import { replaceGame } from "./replace-game.ts";
import { roomServices } from "./room-services.ts";
import { openRounds } from "./round-services.ts";
import type { RecoveryOptions } from "./runtime/recovery.ts";
import { defineRoom } from "./runtime/room.ts";
import type { AnyRoomDefinition } from "./runtime/room-definition.ts";
import type { FindRules } from "./runtime/room-outbox.ts";
import { saveReleases } from "./save-releases.ts";
import { retryHalted, sampleHalts, startRooms } from "./singletons.ts";
import { SPECTATE_INTERVALS } from "./spectate/index.ts";
import { openSpectators } from "./spectator-services.ts";
import { startEstates, transferServices } from "./transfer-services.ts";
import type { Tuning } from "./tuning.ts";

export interface RunningServer {
  /** The address for a browser on this machine, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Port of `OPS_ADDRESS`; null: metrics are on `port`. */
  readonly opsPort: number | null;
  /** All HTTP routes on `port`. */
  readonly routes: readonly MountedRoute[];
  readonly feed: Feed;
  /** @see replaceGame */
  replaceGame(name: string, game: ServerGame): Promise<number>;
  /** Logs an error, within the log's limits. */
  report(error: unknown): void;
  /** Closes rooms and sockets. Takes at most {@link STOP_GRACE_MS} plus the transport's own time. */
  stop(): Promise<void>;
}

/** Maximum wait of a shutdown for rooms to close. */
const STOP_GRACE_MS = 5_000;

/**
 * Starts the server and resolves when it listens.
 *
 * @param settings override the defaults; port 0 takes any free one
 * @param routes pages served beside the server's own
 * @throws RangeError on tuning that no game can have
 */
export async function startServer(
  settings: Partial<Config> = {},
  routes: RouteTable = {},
  tuning: Tuning = {},
): Promise<RunningServer> {
  const base = openCoreServices(settings);
  // Closes in the reverse order of opening.
  const closing = new AsyncDisposableStack();
  closing.defer(() => base.dataDir.release());
  try {
    return await startOn(base, routes, tuning, closing);
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

async function startOn(
  base: CoreServices,
  routes: RouteTable,
  tuning: Tuning,
  closing: AsyncDisposableStack,
): Promise<RunningServer> {
  const { config, dataDir, journals, registry, health, readRows, budgets, now, wallMs, report, warn } = base;

  // Services
  const table = tuning.table ?? GAMES;
  const rows = await (tuning.loadGames ?? loadGames)(warn, table);
  const loaded = rows.filter(isClockwork);
  const meeting = loaded.find(({ game }) => game.community !== undefined);
  const community =
    meeting?.game.community?.({ roomName: meeting.name, journals, warn }) ?? withoutCommunity(table, rows);
  const accounts = await openAccountServices(
    base,
    {
      community,
      communityRoom: meeting?.name ?? null,
      replayOf: (room, round) => rounds.list.find(room, round),
      leagueGames: loaded.flatMap(({ name, game }) => (game.matches === undefined ? [] : name)),
      playerDeleted: () => void rounds.recordings.sweep(),
    },
    closing,
  );
  const { store, identity, names } = accounts;
  let listening = false;
  const feed = await openFeed({
    clock: systemClock,
    budgets,
    atMs: wallMs,
    metrics: feedMetrics(registry),
    delayS: config.spectateDelayS,
    names,
    report,
    readRows,
    file: base.file("feed"),
    rights: tuning.beaconRights ?? beaconRights({ sessions: identity.sessions, store, wallMs }),
    isOpen: async (room) => (listening ? isRoomOpen(room) : null),
  });
  sampleFeed(registry, feed);

  // Games
  const define = gameDefiner({ base, tuning, feed, community, accounts });
  const games = defineGames(loaded, define, { base, tuning });
  const rounds = openRounds({ base, games, names, store }, closing);
  const consumers = games.flatMap(({ definition }) => definition.consumers?.map(({ name }) => name) ?? []);
  const metrics = runtimeMetrics(registry, base.rooms, [...new Set(consumers)]);
  const rulesOf: FindRules = (name, version) => types.rulesOf(name, version);
  const transfers = transferServices(base, closing);
  const rooms = roomServices({
    base,
    accounts,
    metrics,
    rulesOf,
    transfers,
    ...(tuning.gate !== undefined && { gate: tuning.gate }),
  });
  const watchable = new Map<string, string>();
  const spectators = openSpectators(base, watchable);

  // The way in
  const transport = openHttp({ base, feed, identity, names, rounds, games, spectators, notReady, routes, tuning });
  omitPm2Metrics();
  const server = new Server({
    transport,
    greet: false,
    gracefullyShutdown: false,
    logger: coreLogger(base),
    // Recover before listening: an early returning client would hear that its room is gone.
    beforeListen: async () => {
      await matchMaker.onReady;
      await startEstates(base, transfers, games, recovery.find);
      await startRooms(recovery, config.setAside);
    },
    ...(config.publicAddress !== null && { publicAddress: config.publicAddress }),
  });
  /** @param name of the room type in matchmaking: the game's, or a release's */
  const register = (name: string, definition: AnyRoomDefinition) => {
    const handler = server.define(name, defineRoom(definition, rooms));
    if (!games.some((game) => game.name === definition.name && game.hasMatches)) return;
    watchable.set(name, definition.name);
    handler.sortBy(QUICK_PLAY_ORDER);
  };
  for (const { name, definition } of games) register(name, definition);
  for (const { name, game } of rows.filter(isColyseusRow)) {
    try {
      defineColyseusRoom(name, game.colyseus, "colyseus", rooms);
    } catch (error) {
      warn(leftOut(name, "define", error));
    }
  }
  defineColyseusRooms(tuning.rooms ?? {}, new Set(rows.map(({ name }) => name)), rooms);
  const { successor } = tuning;
  const { seatHoldS } = config;
  const types = new RoomTypes(games, { shelf: rounds.releases, seatHoldS, register, ...(successor && { successor }) });
  const recovery: RecoveryOptions = {
    store: journals,
    find(name, version) {
      // The next start may have it: its rooms wait in their journals.
      if (Object.hasOwn(table, name) && !games.some((game) => game.name === name))
        throw new Error(`the game ${name} is left out`);
      return types.find(name, version);
    },
    metrics,
    singletons: games.map(({ definition }) => definition).filter(({ singleton }) => singleton),
    halts: base.halts,
    restoring: rooms.restoring,
    nowMs: now,
    report,
    log: warn,
  };

  let releasesSaved: Promise<void> = Promise.resolve();
  closing.defer(() => releasesSaved);
  const idleBeat = startIdleBeat(health, now);
  const spectateTimer = setInterval(() => spectators.releaseDue(), SPECTATE_INTERVALS.releaseMs);
  closing.defer(async () => {
    transport.shutdown();
    await transport.stopped;
    idleBeat.stop();
  });
  closing.defer(() => feed.close());
  closing.defer(() => closeRooms(server));
  sampleHalts(
    registry,
    base.halts,
    recovery.singletons.map(({ name }) => name),
  );
  const retry = retryHalted(recovery);
  closing.defer(() => retry.stop());
  closing.defer(() => {
    clearInterval(spectateTimer);
    spectators.close();
  });
  const ops = config.opsAddress === null ? null : startOps(base, config.opsAddress);
  if (ops !== null) closing.defer(() => ops.stop());
  await server.listen(config.port, config.host);
  listening = true;
  const quiet = new Set(games.flatMap(({ name, isQuiet }) => (isQuiet ? name : [])));
  const heartbeat = new MatchHeartbeat({
    community,
    rooms: () => localRooms((name) => quiet.has(watchable.get(name) ?? "")),
    report,
  });
  const beatTimer = setInterval(() => void heartbeat.beat(), BEAT_MS);
  closing.defer(() => clearInterval(beatTimer));
  rounds.startSweeps();
  if (tuning.page !== undefined && dataDir.problem === null)
    releasesSaved = saveReleases(rounds.releases.folder, games, tuning.page, report);
  const { port } = transport;
  return {
    url: link(config, port),
    port,
    opsPort: ops?.port ?? null,
    routes: transport.routes,
    feed,
    replaceGame: (name, game) => replaceGame(name, game, { games, define, register, recovery, spectators }),
    report,
    stop: () => closing.disposeAsync(),
  };
}

function withoutCommunity(table: GameTable, loaded: readonly LoadedRow[]): Community {
  return loaded.length === Object.keys(table).length ? NO_COMMUNITY : UNAVAILABLE_COMMUNITY;
}

async function closeRooms(server: Server): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, STOP_GRACE_MS);
  await Promise.race([server.gracefullyShutdown(false), timeout.promise]);
  clearTimeout(timer);
}

function startOps({ registry, budgets, report }: CoreServices, address: NonNullable<Config["opsAddress"]>): OpsServer {
  try {
    return startOpsServer({ ...address, groups: [metricsRoutes(registry)], budgets, report });
  } catch (error) {
    throw new Error(`OPS_ADDRESS: ${address.host}, port ${address.port} is not available`, { cause: error });
  }
}

function notReady(): string | null {
  return matchMaker.state === matchMaker.MatchMakerState.READY ? null : "starting or stopping";
}
