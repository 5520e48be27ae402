import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matchMaker, Server } from "@colyseus/core";
import { arena as machine } from "../shared/games/arena/index.ts";
import { SPECTATE_LIMITS } from "../shared/wire/limits.ts";
import { type AccountServices, openAccountServices } from "./account-services.ts";
import { openSingletons } from "./colyseus/singletons.ts";
import { basePathOf, type Config } from "./config.ts";
import { type CoreServices, openCoreServices } from "./core-services.ts";
import { eventConsumers } from "./event-consumers.ts";
import { ARENA_ERASING } from "./games/arena/erasure.ts";
import { arenaRoom } from "./games/arena/index.ts";
import { summarizeRound } from "./games/arena/summary.ts";
import { findLobby } from "./games/lobby/bridge/index.ts";
import { lobbyRoom } from "./games/lobby/index.ts";
import { pageHeaders } from "./http/page-headers.ts";
import type { RouteTable } from "./http/route.ts";
import type { MountedRoute } from "./http/router.ts";
import { sampleProcess, sampleTransport, transportMetrics } from "./ops/catalog.ts";
import { feedMetrics, sampleFeed } from "./ops/feed.ts";
import { startIdleBeat } from "./ops/health.ts";
import { RoundList } from "./ops/round-list.ts";
import { roundRoutes } from "./ops/rounds.ts";
import { healthRoutes, metricsRoutes } from "./ops/routes.ts";
import { runtimeMetrics } from "./ops/runtime.ts";
import { type OpsServer, startOpsServer } from "./ops/server.ts";
import { beaconRights } from "./platform/feed/authorize.ts";
import { type Feed, openFeed } from "./platform/feed/index.ts";
import { nameRoutes } from "./platform/names/routes.ts";
import { DATA } from "./platform/storage/inventory.ts";
import { MachineRegistry } from "./releases/machine-registry.ts";
import { RecordingErasures } from "./releases/recording-erasures.ts";
import { ReleaseStore } from "./releases/release-store.ts";
import { ReleasedRounds } from "./releases/released-rounds.ts";
import { RoomTypes } from "./releases/room-types.ts";
import { releaseRoutes } from "./releases/routes.ts";
import { saveRelease } from "./releases/save-release.ts";
import { systemClock } from "./runtime/clock.ts";
import { journalRecorders, RECORDING_INTERVALS } from "./runtime/journal-recorder.ts";
import { QUICK_PLAY_ORDER } from "./runtime/lateness.ts";
import { type AnyRestoredRoom, recoverRooms } from "./runtime/recovery.ts";
import { defineRoom, type RoomHost } from "./runtime/room.ts";
import { type AnyRoomDefinition, asAnyRoomDefinition } from "./runtime/room-definition.ts";
import { Scheduler } from "./runtime/scheduler.ts";
import { playerKeys, seatTokens } from "./runtime/seat-tokens.ts";
import {
  liveRoutes,
  SPECTATE_INTERVALS,
  Spectators,
  sampleSpectators,
  spectatableRooms,
  spectateMetrics,
} from "./spectate/index.ts";
import { secureBehindProxies } from "./transport/client-address.ts";
import { BunTransport } from "./transport/transport.ts";
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
  /** Logs an error, within the log's limits. */
  report(error: unknown): void;
  /** Closes rooms and sockets. Takes at most {@link STOP_GRACE_MS} plus the transport's own time. */
  stop(): Promise<void>;
}

/** Maximum wait of a shutdown for rooms to close. */
const STOP_GRACE_MS = 5_000;
/** Interval of the search for old recordings that name deleted players. */
const SWEEP_MS = 10_000;

/**
 * Starts the server and resolves when it listens.
 *
 * @param settings override the defaults; port 0 takes any free one
 * @param routes pages served beside the server's own
 * @throws RangeError on tuning that no arena can have
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
  const {
    config,
    dataDir,
    journals,
    registry,
    health,
    addressOf,
    readRows,
    budgets,
    senderOf,
    now,
    wallMs,
    report,
    warn: tell,
  } = base;

  // Services
  const shelf = new ReleaseStore(join(config.dataDir, DATA.releases));
  const rounds = new ReleasedRounds(
    { machine: machine.id, version: machine.version, summarize: summarizeRound },
    shelf,
  );
  const machines = new MachineRegistry([asAnyRoomDefinition(arenaRoom({}, config.seatHoldS)).machine], shelf);
  const lobbyHere = findLobby("lobby");
  const replayOf = (room: string, round: number) => roundList.find(room, round);
  const people = await openAccountServices(
    base,
    { lobby: lobbyHere, replayOf, playerDeleted: () => void recordings.sweep() },
    closing,
  );
  const { identity, names } = people;
  const roundList = new RoundList(journals, (bytes) => rounds.summarize(bytes), now, names, readRows);
  const recordings = new RecordingErasures({
    store: people.store,
    journals,
    report,
    log: tell,
    findMachine: (id, version) => machines.find(id, version),
    eraser: ARENA_ERASING,
    onChanged: (id) => roundList.dropSummary(id),
  });
  closing.defer(() => recordings.close());
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
    rights: tuning.beaconRights ?? beaconRights({ sessions: identity.sessions, store: people.store, wallMs }),
    isOpen: (room) => (listening ? matchMaker.getLocalRoomById(room) !== undefined : null),
  });
  sampleFeed(registry, feed);
  const watchable = new Set<string>();
  const spectators = openSpectators(base, watchable);

  // Rooms
  const platformConsumers = eventConsumers({ ...people, lobby: lobbyHere, registry, nowMs: wallMs, report });
  const { arena, lobby } = defineRooms(base, tuning, feed, platformConsumers, people);
  const consumers = [...(arena.consumers ?? []), ...(lobby.consumers ?? [])].map(({ name }) => name);
  const metrics = runtimeMetrics(registry, base.rooms, [...new Set(consumers)]);
  const restoring = new Map<string, AnyRestoredRoom>();
  const unavailableSingletons = new Set<string>();
  const host: RoomHost = {
    scheduler: new Scheduler(systemClock, metrics, (nowMs) => health.loop("the rooms' loop", nowMs)),
    metrics,
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
    openRecorder: journalRecorders({
      store: journals,
      build: BUILD,
      intervals: RECORDING_INTERVALS,
      metrics,
      clock: systemClock,
      report,
    }),
    restoring,
    unavailableSingletons,
    names,
    seatToken: seatTokens(base.secrets[0]),
    playerKey: playerKeys(base.secrets[0]),
    gate: tuning.gate ?? identity.gate,
    ...(tuning.gate === undefined && { readmit: identity.readmit }),
    report,
  };

  // The way in
  const basePath = basePathOf(config);
  const transport = new BunTransport({
    sockets: feed.sockets,
    http: [
      feed.http,
      healthRoutes({ health, notReady, warnings: () => warnings(base), now }),
      ...(config.opsAddress === null ? [metricsRoutes(registry)] : []),
      roundRoutes({ list: roundList, store: journals, budgets, report }),
      nameRoutes(names, config.spectators > 0, report),
      identity.http,
      liveRoutes(spectators, report),
      { table: routes, headers: (host, secure) => pageHeaders(config, host, secure) },
      {
        table: releaseRoutes({ shelf, rounds, store: journals, basePath }),
        headers: (host, secure) => pageHeaders({ ...config, styleAttributes: true }, host, secure),
      },
    ],
    metrics: transportMetrics(registry),
    allowedOrigins: config.allowedOrigins,
    addressOf,
    behindProxies: config.trustedProxies > 0,
    budgets,
    senderOf,
    isSecure: secureBehindProxies(config.trustedProxies),
    basePath,
    report,
    ...(tuning.limits && { limits: tuning.limits }),
    ...(config.tls !== null && {
      tls: { cert: readFileSync(config.tls.certFile, "utf8"), key: readFileSync(config.tls.keyFile, "utf8") },
    }),
  });
  sampleTransport(registry, transport);
  sampleProcess(registry, process);
  const server = new Server({
    transport,
    greet: false,
    gracefullyShutdown: false,
    // Recover before listening: an early returning client would be told that its room is gone.
    beforeListen: async () => {
      await matchMaker.onReady;
      const find = (name: string, version: number) => types.find(name, version);
      const failed = await recoverRooms({ store: journals, find, metrics, restoring, nowMs: now, report, tell });
      for (const name of failed) unavailableSingletons.add(name);
      // The game works without it; the first request creates it.
      await openSingletons([lobby], unavailableSingletons).catch(report);
    },
    ...(config.publicAddress !== null && { publicAddress: config.publicAddress }),
  });
  server.define(arena.name, defineRoom(arena, host)).sortBy(QUICK_PLAY_ORDER);
  server.define(lobby.name, defineRoom(lobby, host));
  watchable.add(arena.name);
  const types = new RoomTypes([asAnyRoomDefinition(arena), asAnyRoomDefinition(lobby)], {
    shelf,
    seatHoldS: config.seatHoldS,
    register: (name: string, definition: AnyRoomDefinition) => {
      watchable.add(name);
      server.define(name, defineRoom(definition, host));
    },
  });

  let releaseKept: Promise<void> = Promise.resolve();
  closing.defer(() => releaseKept);
  const idleBeat = startIdleBeat(health, now);
  const spectateTimer = setInterval(() => spectators.releaseDue(), SPECTATE_INTERVALS.releaseMs);
  closing.defer(async () => {
    transport.shutdown();
    await transport.stopped;
    idleBeat.stop();
  });
  closing.defer(() => feed.close());
  closing.defer(async () => {
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, STOP_GRACE_MS);
    await Promise.race([server.gracefullyShutdown(false), timeout.promise]);
    clearTimeout(timer);
  });
  closing.defer(() => {
    clearInterval(spectateTimer);
    spectators.close();
  });
  const ops = config.opsAddress === null ? null : startOps(base, config.opsAddress);
  if (ops !== null) closing.defer(() => ops.stop());
  await server.listen(config.port, config.host);
  listening = true;
  const sweepTimer = setInterval(() => void recordings.sweep(), SWEEP_MS);
  sweepTimer.unref();
  closing.defer(() => clearInterval(sweepTimer));
  void recordings.sweep();
  if (tuning.page !== undefined && dataDir.problem === null) releaseKept = keep(tuning.page).catch(report);
  const { port } = transport;
  return {
    url: link(config, port),
    port,
    opsPort: ops?.port ?? null,
    routes: transport.routes,
    feed,
    report,
    stop: () => closing.disposeAsync(),
  };

  async function keep(page: NonNullable<Tuning["page"]>): Promise<void> {
    await saveRelease(shelf.folder, { definition: arena, entry: ARENA_RELEASE, page: await page });
  }
}

/** The room types of this server, with their consumers. */
function defineRooms(
  { config, wallMs }: CoreServices,
  tuning: Tuning,
  feed: Feed,
  platformConsumers: ReturnType<typeof eventConsumers>,
  { identity }: AccountServices,
) {
  const { seatHoldS } = config;
  return {
    arena: {
      ...arenaRoom({ seats: config.arenaPlayers, ...tuning.arena }, seatHoldS),
      consumers: [...platformConsumers.arena, feed.arena, ...(tuning.consumers ?? [])],
      observe: feed.observe,
    },
    lobby: {
      ...lobbyRoom({
        ...(tuning.lobby && { config: tuning.lobby }),
        ...(tuning.gate === undefined && { mayDo: identity.mayDo }),
        seatHoldS,
        nowMs: wallMs,
      }),
      consumers: [...platformConsumers.lobby, feed.lobby, ...(tuning.lobbyConsumers ?? [])],
    },
  };
}

function startOps({ registry, budgets, report }: CoreServices, address: NonNullable<Config["opsAddress"]>): OpsServer {
  try {
    return startOpsServer({ ...address, groups: [metricsRoutes(registry)], budgets, report });
  } catch (error) {
    throw new Error(`OPS_ADDRESS: ${address.host}, port ${address.port} is not available`, { cause: error });
  }
}

/** @param watchable names of room types in matchmaking */
function openSpectators(
  { config, budgets, journals, registry, now, readRows, report }: CoreServices,
  watchable: ReadonlySet<string>,
): Spectators {
  const spectators = new Spectators({
    store: journals,
    budgets,
    delayS: config.spectateDelayS,
    limits: SPECTATE_LIMITS,
    now,
    report,
    metrics: spectateMetrics(registry),
    ...spectatableRooms(watchable, readRows),
  });
  sampleSpectators(registry, spectators);
  return spectators;
}

function notReady(): string | null {
  return matchMaker.state === matchMaker.MatchMakerState.READY ? null : "starting or stopping";
}

function warnings({ dataDir, rooms }: CoreServices): string[] {
  if (dataDir.problem !== null) return [`durability is off: ${dataDir.problem}`];
  const off = rooms.journalOffRooms.value;
  return off === 0 ? [] : [`durability is off: the journals of ${off} rooms cannot be written`];
}

const ARENA_RELEASE = join(import.meta.dirname, "games", "arena", "release.ts");

/** The software version that journals record. */
const BUILD = `orrery ${JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8")).version}`;

const EVERY_ADDRESS = ["0.0.0.0", "::"];

function link({ host, tls }: Config, port: number): string {
  const name = EVERY_ADDRESS.includes(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${tls === null ? "http" : "https"}://${name}:${port}`;
}
