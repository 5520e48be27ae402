import { kitGame } from "orrery/server";
import bluff from "./rules.ts";

export default kitGame(bluff, { round: ({ round }) => round });
