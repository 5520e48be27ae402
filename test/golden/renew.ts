import { join } from "node:path";
import { prove } from "./proof.ts";

/** Writes what every engine must compute from now on; see `battle.ts`. */
await Bun.write(join(import.meta.dirname, "battle.json"), `${JSON.stringify(prove(), null, 2)}\n`);
