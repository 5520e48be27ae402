import { canBeHurt, engage, mend } from "./fight.ts";
import { patrol } from "./roam.ts";
import type { Pilot, ShipContact, Sight } from "./sight.ts";
import { letGo } from "./steer.ts";

const PATROL = 0;

/** Hunts the nearest ship, and docks when hurt. memory: next station + 1. */
export const fighter: Pilot = (view, memory, random, out) => {
  letGo(out);
  if (mend(view, out)) return;
  const target = nearest(view);
  if (target === null) patrol(view, memory, PATROL, random, out);
  else engage(view, target, 0, out);
};

function nearest(view: Sight): ShipContact | null {
  for (let i = 0; i < view.ships.count; i++) if (canBeHurt(view.ships.items[i])) return view.ships.items[i];
  return null;
}
