import { kitGame } from "../../../../server/kit/index.ts";
import { race } from "../../../room/kit/race.ts";

export default kitGame(race, {
  settings: { RACE_GOAL: { field: "goal", least: 1, most: 60_000, initial: 50_000, about: "how far it is" } },
});
