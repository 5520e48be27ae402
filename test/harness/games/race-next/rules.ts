import { defineRules } from "../../../../shared/kit/index.ts";
import { race } from "../../../room/kit/race.ts";

/** The race of the next version: nobody moves. */
export default defineRules({ ...race.definition, version: 2, tick() {} });
