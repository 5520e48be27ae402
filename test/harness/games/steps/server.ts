import { kitGame } from "orrery/server";
import steps from "./rules.ts";

export default kitGame(steps);
