import { join } from "node:path";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { DataDirTaken } from "./data-dir.ts";
import { buildPage } from "./ops/page.ts";
import { StoreError } from "./platform/store/port.ts";
import { type RunningServer, startServer } from "./start.ts";

const config = settings();
const page = buildPage(join(import.meta.dir, "..", "client", "index.html"));
let server: RunningServer;
try {
  server = await startServer(config, page.routes, { page: page.built });
} catch (error) {
  const taken = (error as { code?: unknown } | null)?.code === "EADDRINUSE";
  if (taken) fail(`port ${config.port} is taken by another program; set PORT to a free one, or to 0 for any`);
  if (error instanceof DataDirTaken) fail(`${error.message}; set DATA_DIR to another folder`);
  if (error instanceof StoreError) {
    const where = config.databaseUrl === null ? `in ${config.dataDir}` : "at DATABASE_URL";
    fail(`the store ${where} cannot be had: ${error.message}`);
  }
  fail("could not start", error);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void end(0));
}
process.on("unhandledRejection", (error) => server.report(error));
process.on("uncaughtException", (error) => {
  server.report(error);
  void end(1);
});
page.built.catch((error) => fail("could not bundle the page", error));
console.log(`Orrery is at ${server.url}`);

async function end(code: number): Promise<void> {
  await server.stop();
  process.exit(code);
}

function settings(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message);
    throw error;
  }
}

function fail(message: string, ...cause: unknown[]): never {
  console.error(`orrery: ${message}`, ...cause);
  process.exit(1);
}
