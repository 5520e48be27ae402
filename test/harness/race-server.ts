import { readConfig } from "../../server/config.ts";
import { startServer } from "../../server/start.ts";
import { GAMES } from "../../shared/games.ts";

// The real server without a page, with the race of three seats among its games.
const table = { ...GAMES, race: "test/harness/games/race" };
const server = await startServer(readConfig(process.env), {}, { table });
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));
console.log(`Orrery is at ${server.url}`);
