import type { ResultWords } from "../../../../shell/lobby/results.ts";
import { formatCount, formatNumber } from "../../../../shell/ui/format.ts";

export const ARENA_RESULTS: ResultWords = {
  totals: [
    ["Rounds", "rounds"],
    ["Wins", "wins"],
    ["Credits", "credits"],
    ["Kills", "kills"],
    ["Deaths", "deaths"],
  ],
  ofRound: ({ credits, kills, deaths }) => [
    `${formatNumber(credits)} cr`,
    `${formatCount(kills, "kill")}, ${formatCount(deaths, "death")}`,
  ],
};
