/** Who turns the ship: turn keys, the mouse pointer, or a stick (gamepad or touch). The one used last. */
export type Steering = "keys" | "pointer" | "stick";

/** Everything the devices say now. Each device writes its own fields; `mapControls` reads them all. */
export interface InputState {
  /** Held controls by device: CONTROL bits. */
  keys: number;
  mouse: number;
  pad: number;
  touch: number;
  steering: Steering;
  /** Direction from the own ship to the pointer, and of the stick, radians; null where there is none. */
  pointerAngle: number | null;
  stickAngle: number | null;
}

export function newInputState(): InputState {
  return { keys: 0, mouse: 0, pad: 0, touch: 0, steering: "keys", pointerAngle: null, stickAngle: null };
}

/** Lets go of everything, as when the window loses focus. The heading is kept: no device asks for a turn. */
export function releaseAll(state: InputState): void {
  state.keys = 0;
  state.mouse = 0;
  state.pad = 0;
  state.touch = 0;
  state.stickAngle = null;
  state.pointerAngle = null;
  state.steering = "keys";
}
