import { TURN } from "../../../math/fixed.ts";
import { nextBelow, nextBetween } from "../../../math/random.ts";
import { AIM_STEP, CLIENT_CONTROL_BITS, CONTROL } from "../controls.ts";
import type { Pilot } from "../pilot-view.ts";

/** Random controls. memory: bits held, aim held, tick of the next change. */
export const chaos: Pilot = (view, memory, random, out) => {
  if (view.tick >= memory[2] || memory[2] - view.tick > 60) {
    memory[0] = nextBelow(random, CLIENT_CONTROL_BITS + 1);
    memory[1] = (memory[0] & CONTROL.aim) === 0 ? 0 : nextBelow(random, TURN / AIM_STEP) * AIM_STEP;
    memory[2] = view.tick + nextBetween(random, 3, 40);
  }
  out.bits = memory[0];
  out.aim = memory[1];
};
