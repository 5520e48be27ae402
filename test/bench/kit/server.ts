/**
 * The real server with a benchmark's arena. usage: server.ts JSON of a {@link BenchWorld}, or null for the arena
 * everyone knows; settings as ever.
 */
import { readConfig } from "../../../server/config.ts";
import { startServer } from "../../../server/start.ts";
import { type BenchWorld, benchArena } from "./map.ts";

const world = JSON.parse(process.argv[2]) as BenchWorld | null;
const server = await startServer(
  readConfig(process.env),
  {},
  {
    ...(world !== null && { games: { arena: benchArena(world) } }),
  },
);
console.log(`Orrery is at ${server.url}`);
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
