import { join } from "node:path";
import type { GameTable } from "../shared/games.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { DataDirTaken } from "./data-dir.ts";
import type { DeclaredSettings } from "./game-settings.ts";
import { declaredSettings } from "./games.ts";
import type { RouteTable } from "./http/route.ts";
import { buildPage } from "./ops/page.ts";
import { StoreError } from "./platform/store/port.ts";
import { type RunningServer, startServer } from "./start.ts";
import type { Tuning } from "./tuning.ts";

/** What a process serves beside the server's own: its page, and where its games come from. */
export interface Served {
  readonly routes: RouteTable;
  readonly tuning: Tuning;
  /** Called once the server listens. */
  started?(server: RunningServer): void;
  /** Called before it stops. */
  stopping?(): void;
}

/**
 * Runs the server of a table of games as this process, with the settings of the environment, until a signal ends it. Prints
 * its link once it listens. Exits with 1 and a message where it cannot start.
 *
 * @param open default: the page is bundled once
 */
export async function serve(
  table: GameTable,
  open: (config: Config) => Served = () => bundledOnce(table),
): Promise<void> {
  const config = settings(await declaredSettings(table));
  const served = open(config);
  const server = await startServer(config, served.routes, served.tuning).catch((error) =>
    fail(...problemOf(error, config)),
  );
  const end = async (code: number) => {
    served.stopping?.();
    await server.stop();
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end(0));
  process.on("unhandledRejection", (error) => server.report(error));
  process.on("uncaughtException", (error) => {
    server.report(error);
    void end(1);
  });
  served.tuning.page?.catch((error) => fail("could not bundle the page", error));
  served.started?.(server);
  console.log(`Orrery is at ${server.url}`);
}

function bundledOnce(table: GameTable): Served {
  const page = buildPage(join(import.meta.dirname, "..", "client", "index.html"), table);
  return { routes: page.routes, tuning: { page: page.built, table } };
}

function problemOf(error: unknown, { port, databaseUrl, dataDir }: Config): [message: string, ...cause: unknown[]] {
  if ((error as { code?: unknown } | null)?.code === "EADDRINUSE")
    return [`port ${port} is taken by another program; set PORT to a free one, or to 0 for any`];
  if (error instanceof DataDirTaken) return [`${error.message}; set DATA_DIR to another folder`];
  if (error instanceof StoreError)
    return [`the store ${databaseUrl === null ? `in ${dataDir}` : "at DATABASE_URL"} is unreachable: ${error.message}`];
  return ["could not start", error];
}

function settings(declared: readonly DeclaredSettings[]): Config {
  try {
    return readConfig(process.env, declared);
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message);
    throw error;
  }
}

function fail(message: string, ...cause: unknown[]): never {
  console.error(`orrery: ${message}`, ...cause);
  process.exit(1);
}
