import type { ResultWords } from "../../shell/lobby/results.ts";
import { formatCount } from "../../shell/ui/format.ts";
import type { AnyPage } from "./any-page.ts";

/** Games of the kit have points alone, in the place of credits; one without a score has no winners either. */
export function resultsOf({ score }: Pick<AnyPage, "score">): ResultWords {
  if (score === undefined) return { totals: [["Rounds", "rounds"]], ofRound: () => [] };
  return {
    totals: [
      ["Rounds", "rounds"],
      ["Wins", "wins"],
      ["Points", "credits"],
    ],
    ofRound: ({ credits }) => [formatCount(credits, "point")],
  };
}
