import { readConfig } from "../../../server/config.ts";
import { startServer } from "../../../server/start.ts";
import { CoinsRoom } from "./coins-room.ts";

const server = await startServer(readConfig(process.env), {}, { rooms: { coins: CoinsRoom } });
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
console.log(`Orrery is at ${server.url}`);
