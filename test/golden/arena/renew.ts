import { join } from "node:path";
import { runBattle } from "./battle.ts";
import { summarise } from "./proof.ts";
import { recordWar, replayWar } from "./war.ts";

/** Writes what every engine must compute of the arena from now on; see `battle.ts`. */
const journal = recordWar();
const files = { "battle.json": { battle: runBattle() }, "war.json": summarise(journal, replayWar(journal)) };
for (const [name, value] of Object.entries(files))
  await Bun.write(join(import.meta.dirname, name), `${JSON.stringify(value, null, 2)}\n`);
