import { kitGame } from "../../../../server/kit/index.ts";
import race from "../race/rules.ts";

export default { ...kitGame(race), sumarize() {} };
