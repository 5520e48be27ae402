import { CONTROL, type Controls } from "../../../../shared/games/arena/controls.ts";
import { ACTIONS, type ActionId, type Bindings } from "./actions.ts";
import { firstGamepad, readGamepad } from "./gamepad.ts";
import { type InputState, newInputState, releaseAll } from "./input-state.ts";
import { Keyboard } from "./keyboard.ts";
import { mapControls } from "./map-controls.ts";
import { Mouse } from "./mouse.ts";
import { Touch } from "./touch.ts";

const TURN_KEYS = CONTROL.left | CONTROL.right;

export interface InputPort {
  /** The element that shows the arena. */
  readonly surface: HTMLElement;
  readonly bindings: Bindings;
  readonly mouseTurn: boolean;
  /** False while the menu or a dialog uses the keys. */
  active(): boolean;
  /** The player pressed or released an action that only changes the screen. */
  onAction(action: ActionId, down: boolean): void;
  /** The player touched the screen. */
  onTouch(): void;
}

/** Combines keyboard, mouse, gamepad and touch screen into the ship's controls. */
export class Input {
  readonly touch: Touch;
  mouseTurn: boolean;
  readonly #port: InputPort;
  readonly #state: InputState = newInputState();
  readonly #keyboard: Keyboard;
  readonly #mouse: Mouse;
  readonly #abort = new AbortController();
  #bindings: Bindings;
  /** Control bits pressed since the last read, so that a tap shorter than a frame counts. */
  #pressed = 0;

  constructor(port: InputPort) {
    this.#port = port;
    this.#bindings = port.bindings;
    this.mouseTurn = port.mouseTurn;
    const press = (bit: number): void => {
      this.#pressed |= bit;
    };
    this.#keyboard = new Keyboard(
      {
        active: () => port.active(),
        pressed: (action) => {
          const { bit } = ACTIONS[action];
          press(bit);
          if ((bit & TURN_KEYS) !== 0) this.#state.turnDevice = "keys";
          if (bit === 0) port.onAction(action, true);
        },
        released: (action) => {
          if (ACTIONS[action].bit === 0) port.onAction(action, false);
        },
      },
      port.bindings,
    );
    this.#mouse = new Mouse(port.surface, {
      active: () => port.active(),
      pressed: press,
      moved: () => {
        if (this.mouseTurn) this.#state.turnDevice = "pointer";
      },
    });
    this.touch = new Touch({
      pressed: press,
      used: () => port.onTouch(),
      steered: (angle) => {
        this.#state.turnDevice = "stick";
        this.#state.stickAngle = angle;
      },
    });
    const { signal } = this.#abort;
    window.addEventListener("blur", () => this.releaseAll(), { signal });
    document.addEventListener("visibilitychange", () => this.releaseAll(), { signal });
  }

  get bindings(): Bindings {
    return this.#bindings;
  }

  setBindings(bindings: Bindings): void {
    this.#bindings = bindings;
    this.#keyboard.setBindings(bindings);
  }

  /** Reads all devices. @param shipX and `shipY`: position of the own ship on the page, px */
  read(shipX: number, shipY: number, out: Controls): void {
    const state = this.#state;
    state.keys = this.#keyboard.bits() | this.#pressed;
    this.#pressed = 0;
    state.mouse = this.#mouse.bits;
    state.touch = this.touch.bits;
    state.pointerAngle = Math.atan2(this.#mouse.y - shipY, this.#mouse.x - shipX);
    const pad = firstGamepad();
    if (pad !== null && this.#port.active()) {
      const { bits, angle } = readGamepad(pad);
      state.gamepad = bits;
      // A released stick keeps the last heading.
      if (angle !== null) {
        state.turnDevice = "stick";
        state.stickAngle = angle;
      }
    } else state.gamepad = 0;
    mapControls(state, out);
  }

  /** Releases all controls, when the page loses focus or a dialog opens. */
  releaseAll(): void {
    this.#keyboard.releaseAll();
    this.#mouse.releaseAll();
    this.touch.releaseAll();
    this.#pressed = 0;
    releaseAll(this.#state);
  }

  dispose(): void {
    this.releaseAll();
    this.#abort.abort();
    this.#keyboard.dispose();
    this.#mouse.dispose();
    this.touch.dispose();
  }
}
