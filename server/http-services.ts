import { readFileSync } from "node:fs";
import { basePathOf } from "./config.ts";
import type { CoreServices } from "./core-services.ts";
import type { GameRooms } from "./game-rooms.ts";
import { pageHeaders } from "./http/page-headers.ts";
import type { RouteTable } from "./http/route.ts";
import { sampleProcess, sampleTransport, transportMetrics } from "./ops/catalog.ts";
import { healthRoutes, metricsRoutes } from "./ops/routes.ts";
import type { Feed } from "./platform/feed/index.ts";
import type { Identity } from "./platform/identity/index.ts";
import type { PilotNames } from "./platform/names/pilot-names.ts";
import { nameRoutes } from "./platform/names/routes.ts";
import { releaseRoutes } from "./releases/routes.ts";
import type { RoundServices } from "./round-services.ts";
import { roundRoutes } from "./rounds/routes.ts";
import { liveRoutes, type Spectators } from "./spectate/index.ts";
import { secureBehindProxies } from "./transport/client-address.ts";
import { BunTransport } from "./transport/transport.ts";
import type { Tuning } from "./tuning.ts";

export interface HttpServicesOptions {
  readonly base: CoreServices;
  readonly feed: Feed;
  readonly identity: Identity;
  readonly names: PilotNames;
  readonly rounds: RoundServices;
  readonly games: readonly GameRooms[];
  readonly spectators: Spectators;
  /** Why new players cannot be taken; null: they can. */
  readonly notReady: () => string | null;
  /** Pages served beside the server's own. */
  readonly routes: RouteTable;
  readonly tuning: Pick<Tuning, "limits">;
}

/** The transport with all routes of the game's port. */
export function openHttp(options: HttpServicesOptions): BunTransport {
  const { base, feed, identity, names, rounds, games, spectators, notReady, routes, tuning } = options;
  const { config, journals, registry, health, budgets, addressOf, senderOf, now, report } = base;
  const basePath = basePathOf(config);
  const transport = new BunTransport({
    sockets: feed.sockets,
    http: [
      feed.http,
      healthRoutes({ health, notReady, warnings: () => warnings(base), now }),
      ...(config.opsAddress === null ? [metricsRoutes(registry)] : []),
      roundRoutes({ list: rounds.list, store: journals, budgets, report }),
      nameRoutes(names, config.spectators > 0, report),
      identity.http,
      liveRoutes(spectators, report),
      { table: routes, headers: (host, secure) => pageHeaders(config, host, secure) },
      {
        table: releaseRoutes({
          shelf: rounds.releases,
          rounds: rounds.rounds,
          store: journals,
          basePath,
          pageOf: (name) => pageOf(games, name),
        }),
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
  return transport;
}

/** Path of a game's page. */
function pageOf(games: readonly GameRooms[], name: string): string {
  return games.find((game) => game.name === name)?.game.page ?? `/games/${name}`;
}

function warnings({ dataDir, rooms, halts }: CoreServices): string[] {
  const halted = halts.entries().map(([name, { reason }]) => `the ${name} is halted: ${reason}`);
  const off = rooms.journalOffRooms.value;
  if (dataDir.problem !== null) halted.unshift(`durability is off: ${dataDir.problem}`);
  else if (off > 0) halted.unshift(`durability is off: the journals of ${off} rooms cannot be written`);
  return halted;
}
