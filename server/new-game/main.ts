/**
 * Makes a game: a folder in examples and its row in the table of games.
 * usage: npm run new-game -- NAME [--preset action|turns]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { GameRefused, makeGame, PRESETS, type Preset } from "./make-game.ts";

const USAGE = `usage: npm run new-game -- NAME [--preset ${Object.keys(PRESETS).join("|")}]`;
const ROOT = join(import.meta.dirname, "..", "..");

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { preset: { type: "string", default: "action" } },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new GameRefused(USAGE);
  if (!Object.hasOwn(PRESETS, values.preset))
    throw new GameRefused(`--preset: ${values.preset} is none of ${Object.keys(PRESETS).join(", ")}`);
  const folder = makeGame(ROOT, name, values.preset as Preset);
  console.log(`${folder} is a game now. Its rules are in rules.ts; AGENTS.md says how it works on one page.

  npm run dev                       then open http://localhost:2567/games/${name}
  npm test ${folder}
  npm run bots -- --room ${name}`);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
