import { CONTROL } from "./controls.ts";
import { hullOf } from "./data/hulls.ts";
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

const words = newWords();

/** A helm as it is after it was told: rounded to what fits the wire, and without what others need not know. */
export function roundToTold(from: Helm, to: Helm): Helm {
  copyHelm(from, to);
  const boosting = boosts(from);
  if (!boosting) to.bits &= ~CONTROL.boost;
  unpackShip(packShip(to, words), to);
  // Up, so that what boosts does so when it is rounded again.
  to.energy = boosting ? Math.ceil(from.energy / ENERGY_UNIT) * ENERGY_UNIT : 0;
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

/** Whether a ship's boost has an effect: held with thrust, and paid for. */
export function boosts({ bits, energy, hull }: Helm): boolean {
  return (bits & CONTROL.boost) !== 0 && (bits & CONTROL.thrust) !== 0 && energy >= hullOf(hull).boostEnergyPerTick;
}
