import bluff from "../../../examples/bluff/rules.ts";
import trails from "../../../examples/trails/rules.ts";
import { type AnyRules, asAnyRules } from "../../../shared/kit/index.ts";

export const EXAMPLES: readonly AnyRules[] = [asAnyRules(trails), asAnyRules(bluff)];
