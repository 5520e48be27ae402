import { kitGame } from "orrery/server";
import trails from "./rules.ts";

export default kitGame(trails, { round: ({ round }) => round, score: ({ riders }, seat) => riders[seat].points });
