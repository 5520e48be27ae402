import { join } from "node:path";
import { lobby } from "../../shared/games/lobby/index.ts";
import { recordExamples } from "./examples.ts";
import { recordExchange } from "./exchange.ts";
import { holdMeeting } from "./meeting.ts";
import { proveTrig } from "./proof.ts";
import { keepWorld } from "./worlds.ts";

/** Writes what every engine must compute from now on. */
const files = {
  "trig.json": proveTrig(),
  "examples.json": recordExamples(),
  "meeting.json": holdMeeting(),
  "exchange.json": recordExchange(),
};
for (const [name, value] of Object.entries(files))
  await Bun.write(join(import.meta.dirname, name), `${JSON.stringify(value, null, 2)}\n`);
keepWorld(lobby as never);
