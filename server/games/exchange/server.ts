import type { ExchangeConfig } from "../../../shared/games/exchange/index.ts";
import type { ServerGame } from "../../games.ts";
import { asAnyRoomDefinition } from "../../runtime/room-definition.ts";
import { exchangeRoom } from "./index.ts";

/** The exchange for the server. */
const game: ServerGame = {
  define: ({ settings, seatHoldS, nowMs }) =>
    asAnyRoomDefinition(exchangeRoom({ config: settings as Partial<ExchangeConfig>, seatHoldS, nowMs })),
  release: "release.ts",
};
export default game;
