import { nextBelow, nextBetween } from "../../../math/random.ts";
import type { Pilot } from "../pilot-view.ts";
import { dockAt, pressDock } from "./dock.ts";
import { dropMine } from "./gunnery.ts";
import { releaseControls } from "./steer.ts";

const GOAL = 0;
const LEAVES_AT = 1;
const STAY_TICKS = 240;

/** Flies from dock to dock. Under fire it boosts and drops mines. memory: next station + 1, tick to leave the dock. */
export const trader: Pilot = (view, memory, random, out) => {
  releaseControls(out);
  const { count, items } = view.stations;
  if (count === 0) return;
  const { helm } = view;
  if (helm.docked > 0) {
    if (memory[GOAL] === helm.docked || memory[GOAL] === 0) {
      memory[GOAL] = count === 1 ? 1 : 1 + ((helm.docked + nextBelow(random, count - 1)) % count);
      memory[LEAVES_AT] = view.tick + STAY_TICKS + nextBetween(random, 0, STAY_TICKS);
    }
    if (view.tick >= memory[LEAVES_AT]) pressDock(view, out);
    return;
  }
  if (memory[GOAL] < 1 || memory[GOAL] > count) memory[GOAL] = 1 + nextBelow(random, count);
  const isHunted = helm.shieldWait > 0;
  dockAt(view, items[memory[GOAL] - 1], isHunted, out);
  if (isHunted && view.ships.count > 0) dropMine(view, view.ships.items[0], out);
};
