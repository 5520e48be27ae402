import { hullOf } from "../data/hulls.ts";
import { weaponOf } from "../data/weapons.ts";
import type { Pilot, PilotView, ShipContact } from "../pilot-view.ts";
import { avoid, type Course, distancePx, seek, topSpeed } from "./course.ts";
import { dockAt, nearestStation, pressDock } from "./dock.ts";
import { dropMine, leadHeading, shoot } from "./gunnery.ts";
import { flyToBelt } from "./roam.ts";
import { fly, releaseControls, strafe } from "./steer.ts";

const POD_WORTH_PX = 700;
const STAND_OFF_PX = 170;
/** Speed among rocks, as a share of the hull's top speed. */
const CAREFUL_SHARE = 0.6;
const FIRE_WITHIN_PX = 420;
const ATTACKER_WITHIN_PX = 800;
const course: Course = { x: 0, y: 0 };

/** Breaks rocks, collects their ore, and sells it at the nearest station when the hold is full. memory: none. */
export const miner: Pilot = (view, _memory, _random, out) => {
  releaseControls(out);
  if (view.helm.docked > 0) {
    if (view.cargo === 0 && !isDamaged(view)) pressDock(view, out);
    return;
  }
  const station = nearestStation(view);
  const attacker = attackerOf(view);
  if (station !== null && (view.cargo >= view.room || isDamaged(view) || attacker !== null)) {
    dockAt(view, station, true, out);
    if (attacker !== null) dropMine(view, attacker, out);
    return;
  }
  const pod = view.pods.count > 0 ? view.pods.items[0] : null;
  if (pod !== null && distancePx(view, pod) < POD_WORTH_PX) {
    seek(view, pod, 0, CAREFUL_SHARE * topSpeed(view), course);
    avoid(view, course, 0);
    return fly(view, course, false, out);
  }
  if (view.rocks.count === 0) return flyToBelt(view, out);
  const rock = view.rocks.items[0];
  const aim = leadHeading(view, rock, weaponOf(hullOf(view.helm.hull).primary));
  seek(view, rock, rock.radiusPx + STAND_OFF_PX, topSpeed(view), course);
  const danger = avoid(view, course, 0);
  if (danger || distancePx(view, rock) - rock.radiusPx > FIRE_WITHIN_PX) return fly(view, course, danger, out);
  strafe(view, course, aim, out);
  shoot(view, rock, aim, out);
};

/** The nearest ship, if the shield has just been shot low; a bump into a rock does not make a miner flee. */
function attackerOf(view: PilotView): ShipContact | null {
  const { helm, ships } = view;
  if (helm.shieldWait === 0 || helm.shield * 2 > hullOf(helm.hull).shield || ships.count === 0) return null;
  const nearest = ships.items[0];
  return nearest.docked === 0 && distancePx(view, nearest) < ATTACKER_WITHIN_PX ? nearest : null;
}

function isDamaged(view: PilotView): boolean {
  return view.helm.armor * 2 < hullOf(view.helm.hull).armor;
}
