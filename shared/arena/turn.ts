import { packControls, toldAim, unpackControls, wantsBoost } from "./told.ts";
import { type Helm, PATCH_EVERY_TICKS } from "./world.ts";

/**
 * What is told of a ship of which everything was known until its controls changed since the patch before, or until something
 * happened to it that did not move it. Of one change it makes the truth; of more, something near to it. 16 bits:
 *
 * | bits | what |
 * |---|---|
 * | 2 | how many ticks before the patch's it was; from there on it flew under the new controls |
 * | 5 | the new controls, see `packControls` |
 * | 1 | whether its vitals, of the patch's tick, are told too |
 * | 8 | the patch, modulo 256, so that no two are alike |
 */
export interface Turn {
  turn: number;
  /** Told where they count: where it turns to now; its energy when it began to boost. */
  aim: number;
  boost: number;
}

/** Most of what a turn may be before its patch, ticks. */
export const TURN_BACK_TICKS: number = PATCH_EVERY_TICKS;

/** @param tick of the patch @param turnedAt the last tick that was flown under the controls before */
export function packTurn(bits: number, tick: number, turnedAt: number, withVitals: boolean): number {
  const patch = (tick / PATCH_EVERY_TICKS) & 255;
  return (tick - turnedAt) | (packControls(bits) << 2) | (withVitals ? 128 : 0) | (patch << 8);
}

/** @param tick of the patch that told it */
export function turnTick(turn: number, tick: number): number {
  return tick - (turn & 3);
}

/** Of a helm at {@link turnTick}. */
export function applyTurn({ turn, aim, boost }: Readonly<Turn>, helm: Helm): void {
  const bits = unpackControls((turn >> 2) & 31);
  if (wantsBoost(bits) && !wantsBoost(helm.bits)) helm.energy = boost;
  helm.bits = bits;
  helm.aim = toldAim(bits, aim);
}

/** What may be told with a turn, or without one. */
export interface Vitals {
  armor: number;
  shield: number;
  shieldWait: number;
  guard: number;
}

/** Of a helm at the patch's tick. */
export function applyVitals(turn: number, vitals: Readonly<Vitals>, helm: Helm): void {
  if (turn & 128) copyVitals(vitals, helm);
}

export function copyVitals(from: Readonly<Vitals>, to: Vitals): void {
  to.armor = from.armor;
  to.shield = from.shield;
  to.shieldWait = from.shieldWait;
  to.guard = from.guard;
}
