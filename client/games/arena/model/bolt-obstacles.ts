import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { ROCK_SIZES } from "../../../../shared/games/arena/data/rocks.ts";
import type { ArenaFrame, BoltView } from "./frame.ts";

/** Whether a shot is drawn inside something that stops it: a body, a rock, or another player's ship. */
export function hitsObstacle(bolt: BoltView, frame: ArenaFrame, config: ArenaConfig): boolean {
  const { map } = config;
  for (let i = 0; i < map.bodies.length; i++) if (isWithin(bolt, frame.bodies[i], map.bodies[i].radiusPx)) return true;
  const { rocks, ships } = frame;
  for (let i = 0; i < rocks.count; i++) {
    const rock = rocks.items[i];
    if (isWithin(bolt, rock, ROCK_SIZES[rock.size].radiusPx)) return true;
  }
  for (let i = 0; i < ships.count; i++) {
    const ship = ships.items[i];
    if (canTouch(bolt.seat, ship.seat, config) && !ship.docked && isWithin(bolt, ship, hullOf(ship.hull).radiusPx))
      return true;
  }
  return false;
}

/** The machine's rule: shots spare their shooter, and NPCs' shots spare NPCs of the same kind. Seats are ordered by kind. */
function canTouch(shooter: number, target: number, { seats, pirates }: ArenaConfig): boolean {
  if (shooter === target) return false;
  if (shooter < seats || target < seats) return true;
  return shooter < seats + pirates !== target < seats + pirates;
}

function isWithin(bolt: BoltView, place: { readonly x: number; readonly y: number }, radiusPx: number): boolean {
  const dx = bolt.x - place.x;
  const dy = bolt.y - place.y;
  return dx * dx + dy * dy < radiusPx * radiusPx;
}
