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
/** Speed among rocks, as a share of the hull's top. */
const CAREFUL = 0.6;
const FIRE_WITHIN_PX = 420;
const ROBBER_WITHIN_PX = 800;
const course: Course = { x: 0, y: 0 };

/** Breaks rocks, gathers what they held, sells at the nearest station when the hold is full. memory: none. */
export const miner: Pilot = (sight, _memory, _random, out) => {
  letGo(out);
  if (sight.helm.docked > 0) {
    if (sight.cargo === 0 && !battered(sight)) pressDock(sight, out);
    return;
  }
  const station = nearestStation(sight);
  const robber = robbedBy(sight);
  if (station !== null && (sight.cargo >= sight.room || battered(sight) || robber !== null)) {
    dockAt(sight, station, true, out);
    if (robber !== null) layMine(sight, robber, out);
    return;
  }
  const pod = sight.pods.count > 0 ? sight.pods.items[0] : null;
  if (pod !== null && distancePx(sight, pod) < POD_WORTH_PX) {
    seek(sight, pod, 0, CAREFUL * topSpeed(sight), course);
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

/** The ship that has just shot the shield low; rocks alone do not drive a miner away. */
function robbedBy(sight: Sight): ShipContact | null {
  const { helm, ships } = sight;
  if (helm.shieldWait === 0 || helm.shield * 2 > hullOf(helm.hull).shield || ships.count === 0) return null;
  const nearest = ships.items[0];
  return nearest.docked === 0 && distancePx(sight, nearest) < ROBBER_WITHIN_PX ? nearest : null;
}

function battered(sight: Sight): boolean {
  return sight.helm.armor * 2 < hullOf(sight.helm.hull).armor;
}
