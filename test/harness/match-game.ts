import trails from "../../examples/trails/rules.ts";
import { asAnyRules } from "../../shared/kit/index.ts";
import { wireOf } from "../../shared/wire/kit/index.ts";

const rules = asAnyRules(trails);

/** A row of the table of games, played in matches: for tests that any game would do for. */
export const MATCH_GAME = {
  name: trails.machine.id,
  rules,
  seats: rules.definition.seats,
  wire: wireOf(rules),
} as const;
