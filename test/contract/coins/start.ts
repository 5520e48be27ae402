/** The server with a clockwork and a Colyseus room. */
import { serve } from "../../../server/serve.ts";

await serve({ trails: "examples/trails", coins: "test/contract/coins/plain" });
