// The server and page of an earlier version. usage: server.mjs ROOT ROUND_S calm|deadly
// Plain JavaScript that imports by path, because what it runs is not this version's source.
import { join } from "node:path";

const [root, roundS, place] = process.argv.slice(2);
const load = (path) => import(join(root, path));
const { readConfig } = await load("server/config.ts");
const { buildPage } = await load("server/ops/page.ts");
const { startServer } = await load("server/start.ts");
const { ONE_STATION, EMPTY_SPACE, ALONE } = await load("test/harness/one-station.ts");

/** So full of pirates that everyone fights at once: rounds then have results. */
const deadly = { ...ALONE, pirates: 60, map: { ...EMPTY_SPACE, radiusPx: 2_000 } };
const calm = { ...ALONE, map: ONE_STATION };

const page = buildPage(join(root, "client", "index.html"));
const rounds = { roundTicks: Number(roundS) * 60, resultTicks: 60, respawnTicks: 30 };
const arena = { ...(place === "deadly" ? deadly : calm), ...rounds };
const server = await startServer(readConfig(process.env), page.routes, { page: page.built, arena });
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));
console.log(`Orrery is at ${server.url}`);
