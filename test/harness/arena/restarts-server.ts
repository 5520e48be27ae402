import { join } from "node:path";
import { readConfig } from "../../../server/config.ts";
import { buildPage } from "../../../server/ops/page.ts";
import { startServer } from "../../../server/start.ts";
import { ROOT } from "../sources.ts";
import { ALONE, ONE_STATION } from "./one-station.ts";

// The real server, to be started again and again: with its page only where that is asked for, as bundling takes seconds.
const page = process.argv.includes("--page") ? buildPage(join(ROOT, "client", "index.html")) : null;
const arena = { ...ALONE, map: ONE_STATION, roundTicks: 360, resultTicks: 60 };
const server = await startServer(readConfig(process.env), page?.routes ?? {}, {
  games: { arena },
  ...(page !== null && { page: page.built }),
});
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));
console.log(`Orrery is at ${server.url}`);
