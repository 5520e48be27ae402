import { definePilots } from "../../../../client/kit/index.ts";
import rules from "./rules.ts";

export default definePilots(rules, { idler: () => null });
