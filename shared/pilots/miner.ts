import { hullOf } from "../arena/data/hulls.ts";
import { weaponOf } from "../arena/data/weapons.ts";
import { avoid, type Course, distancePx, seek, topSpeed } from "./course.ts";
import { dockAt, nearestStation, pressDock } from "./dock.ts";
import { layMine, leadHeading, shoot } from "./gunnery.ts";
import { towardsBelt } from "./roam.ts";
import type { Pilot, ShipContact, Sight } from "./sight.ts";
import { fly, letGo, strafe } from "./steer.ts";

const POD_WORTH_PX = 700;
const STAND_OFF_PX = 170;
/** Speed among rocks, as a share of the hull's top speed. */
const CAREFUL_SHARE = 0.6;
const FIRE_WITHIN_PX = 420;
const ATTACKER_WITHIN_PX = 800;
const course: Course = { x: 0, y: 0 };

/** Breaks rocks, collects their ore, and sells it at the nearest station when the hold is full. memory: none. */
export const miner: Pilot = (sight, _memory, _random, out) => {
  letGo(out);
  if (sight.helm.docked > 0) {
    if (sight.cargo === 0 && !isDamaged(sight)) pressDock(sight, out);
    return;
  }
  const station = nearestStation(sight);
  const attacker = attackerOf(sight);
  if (station !== null && (sight.cargo >= sight.room || isDamaged(sight) || attacker !== null)) {
    dockAt(sight, station, true, out);
    if (attacker !== null) layMine(sight, attacker, out);
    return;
  }
  const pod = sight.pods.count > 0 ? sight.pods.items[0] : null;
  if (pod !== null && distancePx(sight, pod) < POD_WORTH_PX) {
    seek(sight, pod, 0, CAREFUL_SHARE * topSpeed(sight), course);
    avoid(sight, course, 0);
    return fly(sight, course, false, out);
  }
  if (sight.rocks.count === 0) return towardsBelt(sight, out);
  const rock = sight.rocks.items[0];
  const aim = leadHeading(sight, rock, weaponOf(hullOf(sight.helm.hull).primary));
  seek(sight, rock, rock.radiusPx + STAND_OFF_PX, topSpeed(sight), course);
  const danger = avoid(sight, course, 0);
  if (danger || distancePx(sight, rock) - rock.radiusPx > FIRE_WITHIN_PX) return fly(sight, course, danger, out);
  strafe(sight, course, aim, out);
  shoot(sight, rock, aim, out);
};

/** The nearest ship, if the shield has just been shot low; a bump into a rock does not make a miner flee. */
function attackerOf(sight: Sight): ShipContact | null {
  const { helm, ships } = sight;
  if (helm.shieldWait === 0 || helm.shield * 2 > hullOf(helm.hull).shield || ships.count === 0) return null;
  const nearest = ships.items[0];
  return nearest.docked === 0 && distancePx(sight, nearest) < ATTACKER_WITHIN_PX ? nearest : null;
}

function isDamaged(sight: Sight): boolean {
  return sight.helm.armor * 2 < hullOf(sight.helm.hull).armor;
}
