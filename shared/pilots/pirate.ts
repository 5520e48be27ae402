import { WEAPONS_HELD } from "../arena/controls.ts";
import { PLAYER_KIND } from "../arena/world.ts";
import { nextBetween, type RandomState } from "../math/random.ts";
import { distancePx } from "./course.ts";
import { canBeHurt, engage, mend } from "./fight.ts";
import { patrol } from "./roam.ts";
import { type Pilot, type ShipContact, SIGHT_PX, type Sight } from "./sight.ts";
import { letGo } from "./steer.ts";

const TARGET = 0;
const SINCE = 1;
const PATROL = 2;
const ERROR = 3;
const RESTING = -1;

/** Half a second of reaction, half a minute of chase at most, and a rest after each chase. */
const REACTION_TICKS = 36;
const CHASE_TICKS = 1800;
const REST_TICKS = 900;
/** Largest error of its aim, 1/65536 turn either way, and how often the error changes. */
const AIM_ERROR = 1500;
const AIM_EVERY_TICKS = 24;
/** It fires in bursts, with pauses. */
const BURST_TICKS = 90;
const BURST_EVERY_TICKS = 150;

/**
 * Attacks the most rewarding ship, with a slow reaction and an inexact aim, and gives up long chases. memory: target's seat + 1
 * or {@link RESTING}, since when, next station + 1, aim error.
 */
export const pirate: Pilot = (sight, memory, random, out) => {
  letGo(out);
  if (mend(sight, out)) {
    memory[TARGET] = 0;
    return;
  }
  const target = choose(sight, memory);
  if (target === null || sight.tick - memory[SINCE] < REACTION_TICKS) {
    patrol(sight, memory, PATROL, random, out);
    return;
  }
  engage(sight, target, aimError(sight, memory, random), out);
  if ((sight.tick + 37 * sight.seat) % BURST_EVERY_TICKS >= BURST_TICKS) out.bits &= ~WEAPONS_HELD;
};

function aimError(sight: Sight, memory: Int32Array, random: RandomState): number {
  if ((sight.tick + sight.seat) % AIM_EVERY_TICKS < 3) memory[ERROR] = nextBetween(random, -AIM_ERROR, AIM_ERROR);
  return memory[ERROR];
}

/** Keeps its target while it can, rests when it is lost, and then takes the most rewarding ship in sight. */
function choose(sight: Sight, memory: Int32Array): ShipContact | null {
  const held = sight.tick - memory[SINCE];
  if (memory[TARGET] === RESTING && held < REST_TICKS) return null;
  if (memory[TARGET] > 0) {
    const target = shipOf(sight, memory[TARGET] - 1);
    if (target !== null && canBeHurt(target) && held < CHASE_TICKS) return target;
    memory[TARGET] = RESTING;
    memory[SINCE] = sight.tick;
    return null;
  }
  const best = mostRewarding(sight);
  memory[TARGET] = best === null ? 0 : best.seat + 1;
  if (best !== null) memory[SINCE] = sight.tick;
  return best;
}

function shipOf(sight: Sight, seat: number): ShipContact | null {
  for (let i = 0; i < sight.ships.count; i++) if (sight.ships.items[i].seat === seat) return sight.ships.items[i];
  return null;
}

function mostRewarding(sight: Sight): ShipContact | null {
  let best: ShipContact | null = null;
  let most = 0;
  for (let i = 0; i < sight.ships.count; i++) {
    const ship = sight.ships.items[i];
    if (ship.kind === PLAYER_KIND.pirate || !canBeHurt(ship)) continue;
    const worth = (ship.kind === PLAYER_KIND.trader ? 300 : 0) + 4 * ship.bounty + SIGHT_PX - distancePx(sight, ship);
    if (worth <= most) continue;
    best = ship;
    most = worth;
  }
  return best;
}
