import { join } from "node:path";
import { readConfig } from "../../../server/config.ts";
import { buildPage } from "../../../server/ops/page.ts";
import { startServer } from "../../../server/start.ts";
import { ROOT } from "../sources.ts";
import { ONE_STATION } from "./one-station.ts";

// The real server and page, with short rounds.
const page = buildPage(join(ROOT, "client", "index.html"));
const arena = { seats: 8, pirates: 12, traders: 0, map: ONE_STATION, roundTicks: 1_800, resultTicks: 300 };
const server = await startServer(readConfig(process.env), page.routes, { games: { arena } });
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));
console.log(`Orrery is at ${server.url}`);
