import { join } from "node:path";
import { recordExamples } from "./examples.ts";
import { holdMeeting } from "./meeting.ts";
import { prove, summarise } from "./proof.ts";
import { recordWar, replayWar } from "./war.ts";

/** Writes what every engine must compute from now on; see `battle.ts`. */
const journal = recordWar();
const files = {
  "battle.json": prove(),
  "examples.json": recordExamples(),
  "meeting.json": holdMeeting(),
  "war.json": summarise(journal, replayWar(journal)),
};
for (const [name, value] of Object.entries(files))
  await Bun.write(join(import.meta.dirname, name), `${JSON.stringify(value, null, 2)}\n`);
