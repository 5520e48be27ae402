import { readConfig } from "../../../server/config.ts";
import { startServer } from "../../../server/start.ts";
import { EventRecorder } from "../event-recorder.ts";

// The real server, with a recorder of all events at the given path.
const server = await startServer(
  readConfig(process.env),
  {},
  {
    consumers: { arena: [new EventRecorder(process.argv[2], 60)] },
  },
);
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.on("unhandledRejection", (error) => console.error(error));
console.log(`Orrery is at ${server.url}`);
