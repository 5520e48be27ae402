import type { Pilot, PilotView, ShipContact } from "../pilot-view.ts";
import { attack, canBeHurt, seekRepair } from "./fight.ts";
import { patrol } from "./roam.ts";
import { releaseControls } from "./steer.ts";

const PATROL = 0;

/** Hunts the nearest ship, and docks when hurt. memory: next station + 1. */
export const fighter: Pilot = (view, memory, random, out) => {
  releaseControls(out);
  if (seekRepair(view, out)) return;
  const target = nearest(view);
  if (target === null) patrol(view, memory, PATROL, random, out);
  else attack(view, target, 0, out);
};

function nearest(view: PilotView): ShipContact | null {
  for (let i = 0; i < view.ships.count; i++) if (canBeHurt(view.ships.items[i])) return view.ships.items[i];
  return null;
}
