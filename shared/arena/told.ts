import { CONTROL } from "./controls.ts";
import { copyHelm } from "./helm.ts";
import { newWords, packShip, unpackShip, type Words } from "./motion.ts";
import type { Helm } from "./world.ts";

/** What clients are told of a ship: as much as they need to continue it. Energy in units of {@link ENERGY_UNIT}. */
export interface Told extends Words {
  hull: number;
  armor: number;
  shield: number;
  shieldWait: number;
  energy: number;
  guard: number;
  docked: number;
}

export const ENERGY_UNIT = 16;

const BOOST = CONTROL.boost | CONTROL.thrust;

const words = newWords();

/**
 * A helm as it is after it was told: rounded to what fits the wire, and without what others need not know. Energy is told of
 * ships that want to boost alone, for it says when they do; shots tell of the rest.
 */
export function roundToTold(from: Helm, to: Helm): Helm {
  if (from !== to) copyHelm(from, to);
  const boosting = (to.bits & BOOST) === BOOST;
  if (!boosting) to.bits &= ~CONTROL.boost;
  unpackShip(packShip(to, words), to);
  to.energy = boosting ? to.energy - (to.energy % ENERGY_UNIT) : 0;
  to.primaryWait = to.secondaryWait = 0;
  return to;
}

/** Of a helm that was rounded. */
export function writeTold(helm: Helm, to: Told): Told {
  packShip(helm, to);
  to.hull = helm.hull;
  to.armor = helm.armor;
  to.shield = helm.shield;
  to.shieldWait = helm.shieldWait;
  to.energy = helm.energy / ENERGY_UNIT;
  to.guard = helm.guard;
  to.docked = helm.docked;
  return to;
}

/** The opposite of {@link writeTold}. */
export function readTold(told: Readonly<Told>, to: Helm): Helm {
  unpackShip(told, to);
  to.hull = told.hull;
  to.armor = told.armor;
  to.shield = told.shield;
  to.shieldWait = told.shieldWait;
  to.energy = told.energy * ENERGY_UNIT;
  to.guard = told.guard;
  to.docked = told.docked;
  to.primaryWait = to.secondaryWait = 0;
  return to;
}
