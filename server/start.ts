import { readFileSync } from "node:fs";
import { matchMaker, Server } from "@colyseus/core";
import { systemClock } from "./clockwork/clock.ts";
import { NO_RECORDER } from "./clockwork/recorder.ts";
import { type ClockworkHost, defineClockworkRoom } from "./clockwork/room.ts";
import { Scheduler } from "./clockwork/scheduler.ts";
import { type Config, DEFAULTS } from "./config.ts";
import { sampleTransport, transportMetrics } from "./ops/catalog.ts";
import { clockworkMetrics } from "./ops/clockwork.ts";
import { Health, startIdleBeat } from "./ops/health.ts";
import { Registry } from "./ops/metrics.ts";
import { opsRoutes } from "./ops/routes.ts";
import { arenaRoom } from "./rooms/arena/index.ts";
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

/**
 * Starts everything in this process and resolves when it listens.
 *
 * @param settings replaces rows of the defaults; port 0 takes any free one
 * @param routes pages served beside `/healthz`, `/readyz` and `/metrics`
 */
export async function startServer(
  settings: Partial<Config> = {},
  routes: TransportRoutes = {},
): Promise<RunningServer> {
  const config = { ...DEFAULTS, ...settings };
  const now = () => systemClock.nowMs();
  const report = (error: unknown) => {
    if (config.logLevel !== "silent") console.error(error);
  };
  const registry = new Registry();
  const health = new Health();
  const transport = new BunTransport({
    routes: { ...opsRoutes({ health, registry, notReady, now }), ...routes },
    metrics: transportMetrics(registry),
    allowedOrigins: config.allowedOrigins,
    report,
    ...(config.tls !== null && {
      tls: { cert: readFileSync(config.tls.certFile, "utf8"), key: readFileSync(config.tls.keyFile, "utf8") },
    }),
  });
  sampleTransport(registry, transport);

  const metrics = clockworkMetrics(registry);
  const host: ClockworkHost = {
    scheduler: new Scheduler(systemClock, metrics, (nowMs) => health.loop("the rooms' loop", nowMs)),
    metrics,
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
    newRecorder: () => NO_RECORDER,
    report,
  };
  const server = new Server({
    transport,
    greet: false,
    gracefullyShutdown: false,
    ...(config.publicAddress !== null && { publicAddress: config.publicAddress }),
  });
  const arena = arenaRoom({ seats: config.arenaPlayers }, config.seatHoldS);
  server.define(arena.name, defineClockworkRoom(arena, host));

  const idleBeat = startIdleBeat(health, now);
  const stop = async () => {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, STOP_GRACE_MS);
    await Promise.race([server.gracefullyShutdown(false), late.promise]);
    clearTimeout(timer);
    transport.shutdown();
    await transport.stopped;
    idleBeat.stop();
  };
  try {
    await server.listen(config.port, config.host);
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = transport;
  return { url: link(config, port), port, stop };

  function notReady(): string | null {
    if (matchMaker.state !== matchMaker.MatchMakerState.READY) return "starting or stopping";
    return null;
  }
}

const EVERY_ADDRESS = ["0.0.0.0", "::"];

function link({ host, tls }: Config, port: number): string {
  const name = EVERY_ADDRESS.includes(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${tls === null ? "http" : "https"}://${name}:${port}`;
}
