import { GAMES } from "../../shared/games.ts";
import { runBots } from "./run-bots.ts";

process.exit(await runBots(process.argv.slice(2), "npm run bots --", GAMES));
