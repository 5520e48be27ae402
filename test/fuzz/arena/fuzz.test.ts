import { testTargets } from "../test-targets.ts";
import { ARENA_TARGETS } from "./targets.ts";

testTargets(ARENA_TARGETS);
