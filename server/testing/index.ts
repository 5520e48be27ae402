/** What tests of a game call. */

export { type EachTick, playByChance } from "../../shared/kit/testing.ts";
export { findImpurities } from "./find-impurities.ts";
