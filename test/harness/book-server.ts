import { readConfig } from "../../server/config.ts";
import { startServer } from "../../server/start.ts";
import { EventBook } from "./event-book.ts";

// The real server, with a book of all events at the path that is given.
const server = await startServer(
  readConfig(process.env),
  {},
  {
    consumers: { arena: [new EventBook(process.argv[2], 60)] },
  },
);
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));
console.log(`Orrery is at ${server.url}`);
