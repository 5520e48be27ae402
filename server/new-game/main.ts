/**
 * Makes a game: a folder in examples and its row in the table of games.
 * usage: npm run new-game -- NAME [--preset action|turns]
 */
import { join } from "node:path";
import { GameRefused, makeGame, REPOSITORY } from "./make-game.ts";
import { readArguments } from "./read-arguments.ts";

try {
  const { name, preset } = readArguments(process.argv.slice(2), "npm run new-game --");
  const folder = makeGame(join(import.meta.dirname, "..", ".."), name, preset, REPOSITORY);
  console.log(`${folder} is a game now. Its rules are in rules.ts; AGENTS.md says how it works on one page.

  npm run dev                       then open http://localhost:2567/games/${name}
  npm test ${folder}
  npm run bots -- --room ${name}`);
} catch (error) {
  if (!(error instanceof GameRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
