import { join } from "node:path";
import { readConfig } from "../../../server/config.ts";
import { buildPage } from "../../../server/ops/page.ts";
import { startServer } from "../../../server/start.ts";
import { ROOT } from "../sources.ts";
import { ALONE, ONE_STATION } from "./one-station.ts";

// The real server and page, with rounds of so many seconds: what is deployed, and deployed again.
const page = buildPage(join(ROOT, "client", "index.html"));
const arena = { ...ALONE, map: ONE_STATION, roundTicks: Number(process.argv[2]) * 60, resultTicks: 180 };
const server = await startServer(readConfig(process.env), page.routes, { page: page.built, games: { arena } });
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));
console.log(`Orrery is at ${server.url}`);
