/** The server with two clockworks and a Colyseus room. */
import { serve } from "../../../server/serve.ts";
import { LOBBY } from "../../../shared/games.ts";

await serve({
  trails: "examples/trails",
  bluff: "examples/bluff",
  coins: "test/contract/coins/plain",
  lobby: LOBBY,
});
