import { GAMES } from "../shared/games.ts";
import { serve } from "./serve.ts";

await serve(GAMES);
