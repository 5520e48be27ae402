import { canBeHurt, engage, mend } from "./fight.ts";
import { patrol } from "./roam.ts";
import type { Pilot, ShipContact, Sight } from "./sight.ts";
import { letGo } from "./steer.ts";

const PATROL = 0;

/** Hunts the nearest ship, and docks when hurt. memory: next station + 1. */
export const fighter: Pilot = (sight, memory, random, out) => {
  letGo(out);
  if (mend(sight, out)) return;
  const target = nearest(sight);
  if (target === null) patrol(sight, memory, PATROL, random, out);
  else engage(sight, target, 0, out);
};

function nearest(sight: Sight): ShipContact | null {
  for (let i = 0; i < sight.ships.count; i++) if (canBeHurt(sight.ships.items[i])) return sight.ships.items[i];
  return null;
}
