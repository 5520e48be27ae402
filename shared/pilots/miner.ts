import { hullOf } from "../arena/data/hulls.ts";
import { weaponOf } from "../arena/data/weapons.ts";
import { avoid, type Course, distancePx, seek, topSpeed } from "./course.ts";
import { dockAt, nearestStation, pressDock } from "./dock.ts";
import { leadHeading, shoot } from "./gunnery.ts";
import { towardsBelt } from "./roam.ts";
import type { Pilot, Sight } from "./sight.ts";
import { fly, letGo, strafe } from "./steer.ts";

const POD_WORTH_PX = 700;
const STAND_OFF_PX = 130;
const FIRE_WITHIN_PX = 420;
const course: Course = { x: 0, y: 0 };

/** Breaks rocks, gathers what they held, sells at the nearest station when the hold is full. memory: none. */
export const miner: Pilot = (sight, _memory, _random, out) => {
  letGo(out);
  if (sight.helm.docked > 0) {
    if (sight.cargo === 0 && !battered(sight)) pressDock(sight, out);
    return;
  }
  const station = nearestStation(sight);
  if (station !== null && (sight.cargo >= sight.room || battered(sight))) return dockAt(sight, station, true, out);
  const pod = sight.pods.count > 0 ? sight.pods.items[0] : null;
  if (pod !== null && distancePx(sight, pod) < POD_WORTH_PX) {
    seek(sight, pod, 0, topSpeed(sight), course);
    avoid(sight, course, 0);
    return fly(sight, course, false, out);
  }
  if (sight.rocks.count === 0) return towardsBelt(sight, out);
  const rock = sight.rocks.items[0];
  const aim = leadHeading(sight, rock, weaponOf(hullOf(sight.helm.hull).primary));
  seek(sight, rock, rock.radiusPx + STAND_OFF_PX, topSpeed(sight), course);
  avoid(sight, course, rock.id);
  if (distancePx(sight, rock) - rock.radiusPx > FIRE_WITHIN_PX) return fly(sight, course, true, out);
  strafe(sight, course, aim, out);
  shoot(sight, rock, aim, out);
};

function battered(sight: Sight): boolean {
  return sight.helm.armor * 2 < hullOf(sight.helm.hull).armor;
}
