import { kitGame } from "../../../server/kit/index.ts";
import { coins } from "./rules.ts";

export default kitGame(coins);
