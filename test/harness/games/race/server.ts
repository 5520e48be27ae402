import { kitGame } from "../../../../server/kit/index.ts";
import race from "./rules.ts";

export default kitGame(race, { config: { goal: 40_000 } });
