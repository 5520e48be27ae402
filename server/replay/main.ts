import { GAMES } from "../../shared/games.ts";
import { replay } from "./command.ts";

process.exitCode = await replay(process.argv.slice(2), "npm run replay --", GAMES);
