import { Hasher } from "../../shared/math/hash.ts";
import { ATAN_TABLE, SINE_TABLE } from "../../shared/math/trig.ts";
import { runBattle } from "./battle.ts";

/** What every engine must compute alike. Runs in any of them: nothing but the language is used. */
export function prove(): { trig: string; battle: string[] } {
  return { trig: new Hasher().words(SINE_TABLE).words(ATAN_TABLE).digest(), battle: runBattle() };
}
