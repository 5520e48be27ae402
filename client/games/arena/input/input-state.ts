/** The device that turns the ship: turn keys, the mouse pointer, or a stick (gamepad or touch). The last one used. */
export type TurnDevice = "keys" | "pointer" | "stick";

/** Current readings of all devices. Each device writes its own fields; `mapControls` reads them all. */
export interface InputState {
  /** CONTROL bits held, by device. */
  keys: number;
  mouse: number;
  gamepad: number;
  touch: number;
  turnDevice: TurnDevice;
  /** Direction from the own ship to the pointer, radians; null: none. */
  pointerAngle: number | null;
  /** Direction of the stick, radians; null: none. */
  stickAngle: number | null;
}

export function newInputState(): InputState {
  return { keys: 0, mouse: 0, gamepad: 0, touch: 0, turnDevice: "keys", pointerAngle: null, stickAngle: null };
}

/** Releases everything, as when the window loses focus. The ship keeps its heading, as no device asks for a turn. */
export function releaseAll(state: InputState): void {
  state.keys = 0;
  state.mouse = 0;
  state.gamepad = 0;
  state.touch = 0;
  state.stickAngle = null;
  state.pointerAngle = null;
  state.turnDevice = "keys";
}
