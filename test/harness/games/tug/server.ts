import type { ServerGame } from "../../../../server/games.ts";
import { asAnyRoomDefinition } from "../../../../server/runtime/room-definition.ts";
import { tugRoom } from "../../tiny-game.ts";

/** A game that is not of the kit, and cannot summarize its rounds. */
const game: ServerGame = {
  define: ({ seatHoldS }) => asAnyRoomDefinition(tugRoom("tug", 2, seatHoldS)),
  // biome-ignore lint/correctness/useYield: it fails before.
  *summarize() {
    throw new Error("tug: no summary");
  },
};
export default game;
