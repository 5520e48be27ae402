import { kitGame } from "orrery/server";
import bluff from "./rules.ts";

export default kitGame(bluff, {
  round: ({ round }) => round,
  score: ({ winner, players }, seat) => Number(players[seat].isPlaying && seat === winner),
});
