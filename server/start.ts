import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matchMaker, Server } from "@colyseus/core";
import { type ArenaConfig, arena as machine } from "../shared/arena/index.ts";
import type { TransportLimits } from "../shared/wire/limits.ts";
import { systemClock } from "./clockwork/clock.ts";
import type { AnyRoom } from "./clockwork/definition.ts";
import { journaling, RECORDING_PACE } from "./clockwork/journal-recorder.ts";
import { type Gate, OPEN_GATE } from "./clockwork/person.ts";
import { type AnyRestored, recoverRooms } from "./clockwork/recovery.ts";
import { type ClockworkHost, defineClockworkRoom } from "./clockwork/room.ts";
import { Scheduler } from "./clockwork/scheduler.ts";
import { openStanding } from "./clockwork/standing.ts";
import { seatTokens } from "./clockwork/tokens.ts";
import { type Config, DEFAULTS } from "./config.ts";
import { openDataDir } from "./data-dir.ts";
import { diskFiles } from "./journal/files.ts";
import { FileJournalStore } from "./journal/store.ts";
import { roomMetrics, sampleProcess, sampleTransport, transportMetrics } from "./ops/catalog.ts";
import { clockworkMetrics } from "./ops/clockwork.ts";
import { Health, startIdleBeat } from "./ops/health.ts";
import { Registry } from "./ops/metrics.ts";
import type { PageFile } from "./ops/page.ts";
import { roundRoutes } from "./ops/rounds.ts";
import { opsRoutes } from "./ops/routes.ts";
import type { Consumer } from "./outbox/index.ts";
import { keepRelease } from "./releases/keep.ts";
import { RoomTypes } from "./releases/room-types.ts";
import { Rounds } from "./releases/rounds.ts";
import { releaseRoutes } from "./releases/routes.ts";
import { Shelf } from "./releases/shelf.ts";
import { arenaRoom } from "./rooms/arena/index.ts";
import { summarizeRound } from "./rooms/arena/summary.ts";
import { type LobbySettings, lobbyRoom } from "./rooms/lobby/index.ts";
import { BunTransport, type TransportRoutes } from "./transport/transport.ts";

export interface RunningServer {
  /** Where a browser on this machine finds it, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Closes rooms and sockets; done within {@link STOP_GRACE_MS} and what the transport takes. */
  stop(): Promise<void>;
}

/** After this, a shutdown no longer waits for rooms to close. */
const STOP_GRACE_MS = 5_000;

/** What no environment sets: for embedders, tools and benchmarks. */
export interface Tuning {
  /** What browsers load to play. With it, this version is kept for the matches that outlast it. */
  readonly page?: Promise<readonly PageFile[]>;
  /** Who is told the events of the rooms. */
  readonly consumers?: readonly Consumer[];
  /** Who is told the events of the lobby. */
  readonly lobbyConsumers?: readonly Consumer[];
  /** Replaces rows of the arena's settings. */
  readonly arena?: Partial<ArenaConfig>;
  /** Replaces rows of the lobby's settings. */
  readonly lobby?: LobbySettings["config"];
  /** Who knows those that ask for seats. */
  readonly gate?: Gate;
  /** Replaces rows of the transport's limits. */
  readonly limits?: Partial<TransportLimits>;
}

/**
 * Starts everything in this process and resolves when it listens.
 *
 * @param settings replaces rows of the defaults; port 0 takes any free one
 * @param routes pages served beside `/healthz`, `/readyz` and `/metrics`
 * @throws RangeError on tuning that no arena can have
 */
export async function startServer(
  settings: Partial<Config> = {},
  routes: TransportRoutes = {},
  tuning: Tuning = {},
): Promise<RunningServer> {
  const config = { ...DEFAULTS, ...settings };
  const { consumers = [], lobbyConsumers = [] } = tuning;
  const now = () => systemClock.nowMs();
  const report = (error: unknown) => {
    if (config.logLevel !== "silent") console.error(error);
  };
  const tell = (text: string) => {
    if (config.logLevel !== "silent" && config.logLevel !== "error") console.warn(text);
  };
  const dataDir = openDataDir(config.dataDir);
  if (dataDir.problem !== null) tell(`nothing is kept in ${config.dataDir}: ${dataDir.problem}`);
  const registry = new Registry();
  const rooms = roomMetrics(registry);
  const health = new Health();
  const store = new FileJournalStore(diskFiles, config.dataDir, { soleOwner: dataDir.problem === null });
  const shelf = new Shelf(join(config.dataDir, "releases"));
  const rounds = new Rounds({ machine: machine.id, version: machine.version, summarize: summarizeRound }, shelf);
  const transport = new BunTransport({
    routes: {
      ...opsRoutes({ health, registry, notReady, warnings, now }),
      ...roundRoutes({ store, summarize: (bytes) => rounds.summarize(bytes), now, report }),
      ...releaseRoutes({ shelf, rounds, store }),
      ...routes,
    },
    metrics: transportMetrics(registry),
    allowedOrigins: config.allowedOrigins,
    report,
    ...(tuning.limits && { limits: tuning.limits }),
    ...(config.tls !== null && {
      tls: { cert: readFileSync(config.tls.certFile, "utf8"), key: readFileSync(config.tls.keyFile, "utf8") },
    }),
  });
  sampleTransport(registry, transport);
  sampleProcess(registry, process);

  const names = [...consumers, ...lobbyConsumers].map(({ name }) => name);
  const metrics = clockworkMetrics(registry, rooms, names);
  const restoring = new Map<string, AnyRestored>();
  const host: ClockworkHost = {
    scheduler: new Scheduler(systemClock, metrics, (nowMs) => health.loop("the rooms' loop", nowMs)),
    metrics,
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
    openRecorder: journaling({ store, build: BUILD, pace: RECORDING_PACE, metrics, clock: systemClock, report }),
    restoring,
    seatToken: seatTokens(config.authSecret ?? dataDir.secret()),
    gate: tuning.gate ?? OPEN_GATE,
    report,
  };
  const arena = {
    ...arenaRoom({ seats: config.arenaPlayers, ...tuning.arena }, config.seatHoldS),
    consumers,
  };
  const lobby = {
    ...lobbyRoom({ ...(tuning.lobby && { config: tuning.lobby }), seatHoldS: config.seatHoldS, nowMs: Date.now }),
    consumers: lobbyConsumers,
  };
  const types = new RoomTypes([arena as unknown as AnyRoom, lobby as unknown as AnyRoom], {
    shelf,
    seatHoldS: config.seatHoldS,
    register: (name, definition) => void server.define(name, defineClockworkRoom(definition, host)),
  });
  const server = new Server({
    transport,
    greet: false,
    gracefullyShutdown: false,
    // Who came back before its room is there would be told that it is gone.
    beforeListen: async () => {
      await matchMaker.onReady;
      const find = (name: string, version: number) => types.find(name, version);
      await recoverRooms({ store, find, metrics, restoring, nowMs: now, report, tell });
      // Without it there is still a game; who asks for it first makes it.
      await openStanding([lobby]).catch(report);
    },
    ...(config.publicAddress !== null && { publicAddress: config.publicAddress }),
  });
  server.define(arena.name, defineClockworkRoom(arena, host));
  server.define(lobby.name, defineClockworkRoom(lobby, host));

  const idleBeat = startIdleBeat(health, now);
  let keeping: Promise<unknown> = Promise.resolve();
  const stop = async () => {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, STOP_GRACE_MS);
    await Promise.race([server.gracefullyShutdown(false), late.promise]);
    clearTimeout(timer);
    transport.shutdown();
    await transport.stopped;
    idleBeat.stop();
    await keeping;
    dataDir.release();
  };
  try {
    await server.listen(config.port, config.host);
  } catch (error) {
    await stop();
    throw error;
  }
  if (tuning.page !== undefined && dataDir.problem === null) keeping = keep(tuning.page).catch(report);
  const { port } = transport;
  return { url: link(config, port), port, stop };

  async function keep(page: Promise<readonly PageFile[]>): Promise<void> {
    await keepRelease(shelf.folder, { definition: arena, entry: ARENA_RELEASE, page: await page });
  }

  function notReady(): string | null {
    if (matchMaker.state !== matchMaker.MatchMakerState.READY) return "starting or stopping";
    return null;
  }

  function warnings(): string[] {
    const off = rooms.journalOffRooms.value;
    if (dataDir.problem !== null) return [`durability is off: ${dataDir.problem}`];
    return off === 0 ? [] : [`durability is off: the journals of ${off} rooms cannot be written`];
  }
}

const ARENA_RELEASE = join(import.meta.dirname, "rooms", "arena", "release.ts");

/** What journals say that they were written by. */
const BUILD = `orrery ${JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8")).version}`;

const EVERY_ADDRESS = ["0.0.0.0", "::"];

function link({ host, tls }: Config, port: number): string {
  const name = EVERY_ADDRESS.includes(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${tls === null ? "http" : "https"}://${name}:${port}`;
}
