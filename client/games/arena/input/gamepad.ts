import { CONTROL } from "../../../../shared/games/arena/controls.ts";

/** The part of a `Gamepad` that we read, in the standard layout. */
export interface GamepadReading {
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly pressed: boolean; readonly value: number }[];
}

/** Buttons of the standard layout (W3C Gamepad, section 11.2), and the control bit of each. */
const BUTTONS: readonly (readonly [number, number])[] = [
  [0, CONTROL.primary],
  [5, CONTROL.primary],
  [1, CONTROL.secondary],
  [4, CONTROL.secondary],
  [2, CONTROL.dock],
  [3, CONTROL.boost],
  [10, CONTROL.boost],
  [6, CONTROL.reverse],
  [7, CONTROL.thrust],
];
const TRIGGER_AT = 0.25;
const STICK_DEAD_ZONE = 0.35;

/** Controls held, and the direction of the left stick in radians; null inside its dead zone. */
export function readGamepad(pad: GamepadReading): { bits: number; angle: number | null } {
  let bits = 0;
  for (const [index, bit] of BUTTONS) {
    const button = pad.buttons[index];
    if (button && (button.pressed || button.value > TRIGGER_AT)) bits |= bit;
  }
  const x = pad.axes[0] ?? 0;
  const y = pad.axes[1] ?? 0;
  return { bits, angle: Math.hypot(x, y) > STICK_DEAD_ZONE ? Math.atan2(y, x) : null };
}

/** The first connected gamepad, if any. Called once a frame. */
export function firstGamepad(): GamepadReading | null {
  if (typeof navigator.getGamepads !== "function") return null;
  for (const pad of navigator.getGamepads()) if (pad?.connected && pad.mapping === "standard") return pad;
  return null;
}
