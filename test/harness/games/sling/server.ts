import { kitGame } from "orrery/server";
import sling from "./rules.ts";

export default kitGame(sling);
