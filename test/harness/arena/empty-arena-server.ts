import { join } from "node:path";
import { readConfig } from "../../../server/config.ts";
import { buildPage } from "../../../server/ops/page.ts";
import { startServer } from "../../../server/start.ts";
import { ROOT } from "../sources.ts";
import { ALONE, ONE_STATION } from "./one-station.ts";

// The real server and page; players begin beside each other in an arena without NPCs.
const page = buildPage(join(ROOT, "client", "index.html"));
const server = await startServer(readConfig(process.env), page.routes, {
  games: { arena: { ...ALONE, map: ONE_STATION } },
});
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
console.log(`Orrery is at ${server.url}`);
