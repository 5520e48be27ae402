import { packControls, publishedAim, unpackControls, wantsBoost } from "./published-motion.ts";
import { type Helm, PATCH_EVERY_TICKS } from "./world.ts";

/**
 * An update of a ship's published motion: its controls changed since the last patch, or it changed without being moved. One
 * change of controls is reproduced exactly, several are approximated. 16 bits:
 *
 * | bits | what |
 * |---|---|
 * | 2 | ticks from the change until the patch; the ship moves under the new controls from the change on |
 * | 5 | the new controls, see `packControls` |
 * | 1 | whether vitals of the patch's tick come with it |
 * | 8 | the patch, modulo 256, so that consecutive updates differ |
 */
export interface Turn {
  turn: number;
  /** Sent when needed: the heading that it turns to, and its energy when it began to boost. */
  aim: number;
  boost: number;
}

/** A turn lies at most this many ticks before its patch. */
export const TURN_BACK_TICKS: number = PATCH_EVERY_TICKS;

/** @param tick of the patch @param turnedAt the last tick under the earlier controls */
export function packTurn(bits: number, tick: number, turnedAt: number, withVitals: boolean): number {
  const patch = (tick / PATCH_EVERY_TICKS) & 255;
  return (tick - turnedAt) | (packControls(bits) << 2) | (withVitals ? 128 : 0) | (patch << 8);
}

/** @param tick of the patch that published it */
export function turnTick(turn: number, tick: number): number {
  return tick - (turn & 3);
}

/** Applies a turn to a helm of {@link turnTick}. */
export function applyTurn({ turn, aim, boost }: Readonly<Turn>, helm: Helm): void {
  const bits = unpackControls((turn >> 2) & 31);
  if (wantsBoost(bits) && !wantsBoost(helm.bits)) helm.energy = boost;
  helm.bits = bits;
  helm.aim = publishedAim(bits, aim);
}

/** A ship's values that change without moving it. */
export interface Vitals {
  armor: number;
  shield: number;
  shieldWait: number;
  guard: number;
}

/** Applies the vitals that came with a turn, if any, to a helm of the patch's tick. */
export function applyVitals(turn: number, vitals: Readonly<Vitals>, helm: Helm): void {
  if (turn & 128) copyVitals(vitals, helm);
}

export function copyVitals(from: Readonly<Vitals>, to: Vitals): void {
  to.armor = from.armor;
  to.shield = from.shield;
  to.shieldWait = from.shieldWait;
  to.guard = from.guard;
}
