/** The server with games of the kit only. */
import { serve } from "../../server/serve.ts";
import { LOBBY } from "../../shared/games.ts";

await serve({
  trails: "examples/trails",
  bluff: "examples/bluff",
  sling: "test/harness/games/sling",
  lobby: LOBBY,
});
