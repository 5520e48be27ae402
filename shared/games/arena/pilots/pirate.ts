import { nextBetween, type RandomState } from "../../../math/random.ts";
import { TRIGGER_BITS } from "../controls.ts";
import { type Pilot, type PilotView, type ShipContact, VIEW_RANGE_PX } from "../pilot-view.ts";
import { PLAYER_KIND } from "../world.ts";
import { distancePx } from "./course.ts";
import { attack, canBeHurt, seekRepair } from "./fight.ts";
import { patrol } from "./roam.ts";
import { releaseControls } from "./steer.ts";

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
export const pirate: Pilot = (view, memory, random, out) => {
  releaseControls(out);
  if (seekRepair(view, out)) {
    memory[TARGET] = 0;
    return;
  }
  const target = choose(view, memory);
  if (target === null || view.tick - memory[SINCE] < REACTION_TICKS) {
    patrol(view, memory, PATROL, random, out);
    return;
  }
  attack(view, target, aimError(view, memory, random), out);
  if ((view.tick + 37 * view.seat) % BURST_EVERY_TICKS >= BURST_TICKS) out.bits &= ~TRIGGER_BITS;
};

function aimError(view: PilotView, memory: Int32Array, random: RandomState): number {
  if ((view.tick + view.seat) % AIM_EVERY_TICKS < 3) memory[ERROR] = nextBetween(random, -AIM_ERROR, AIM_ERROR);
  return memory[ERROR];
}

/** Keeps its target while it can, rests when it is lost, and then takes the most rewarding ship in sight. */
function choose(view: PilotView, memory: Int32Array): ShipContact | null {
  const held = view.tick - memory[SINCE];
  if (memory[TARGET] === RESTING && held < REST_TICKS) return null;
  if (memory[TARGET] > 0) {
    const target = shipOf(view, memory[TARGET] - 1);
    if (target !== null && canBeHurt(target) && held < CHASE_TICKS) return target;
    memory[TARGET] = RESTING;
    memory[SINCE] = view.tick;
    return null;
  }
  const best = mostRewarding(view);
  memory[TARGET] = best === null ? 0 : best.seat + 1;
  if (best !== null) memory[SINCE] = view.tick;
  return best;
}

function shipOf(view: PilotView, seat: number): ShipContact | null {
  for (let i = 0; i < view.ships.count; i++) if (view.ships.items[i].seat === seat) return view.ships.items[i];
  return null;
}

function mostRewarding(view: PilotView): ShipContact | null {
  let best: ShipContact | null = null;
  let most = 0;
  for (let i = 0; i < view.ships.count; i++) {
    const ship = view.ships.items[i];
    if (ship.kind === PLAYER_KIND.pirate || !canBeHurt(ship)) continue;
    const worth =
      (ship.kind === PLAYER_KIND.trader ? 300 : 0) + 4 * ship.bounty + VIEW_RANGE_PX - distancePx(view, ship);
    if (worth <= most) continue;
    best = ship;
    most = worth;
  }
  return best;
}
