import { AIM_STEP, CONTROL, type Controls } from "../../../../shared/games/arena/controls.ts";
import { TURN, wrapTurn } from "../../../../shared/math/fixed.ts";
import type { InputState } from "./input-state.ts";

const TURN_KEYS = CONTROL.left | CONTROL.right;
const BOTH_WAYS = CONTROL.thrust | CONTROL.reverse;

/** Converts radians to a heading in 1/65536 turn, rounded to the nearest {@link AIM_STEP}. */
export function headingFromAngle(angle: number): number {
  return wrapTurn(Math.round(((angle / (2 * Math.PI)) * TURN) / AIM_STEP) * AIM_STEP);
}

/** Combines the devices into controls. Opposite controls cancel; turn keys win over an aim. */
export function mapControls(state: Readonly<InputState>, out: Controls): void {
  let bits = state.keys | state.mouse | state.gamepad | state.touch;
  if ((bits & TURN_KEYS) === TURN_KEYS) bits &= ~TURN_KEYS;
  if ((bits & BOTH_WAYS) === BOTH_WAYS) bits &= ~BOTH_WAYS;
  out.aim = 0;
  const angle =
    state.turnDevice === "pointer" ? state.pointerAngle : state.turnDevice === "stick" ? state.stickAngle : null;
  if (angle !== null && (bits & TURN_KEYS) === 0) {
    bits |= CONTROL.aim;
    out.aim = headingFromAngle(angle);
  }
  out.bits = bits;
}
