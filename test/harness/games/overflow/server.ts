import { kitGame } from "../../../../server/kit/index.ts";
import rules from "./rules.ts";

export default kitGame(rules);
