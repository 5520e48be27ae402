import type { ServerGame } from "../../../../server/games.ts";

const game: ServerGame = {
  define() {
    throw new RangeError("goal: 0 is not 1 to 60000");
  },
};
export default game;
