import { CONTROL } from "../../../../shared/games/arena/controls.ts";

export interface MousePort {
  /** The pointer moved farther than a resting hand trembles. */
  moved(): void;
  pressed(bit: number): void;
  active(): boolean;
}

const TREMBLE_PX = 3;
/** Bits of `PointerEvent.buttons`, and the control bit of each. */
const BUTTONS: readonly (readonly [number, number])[] = [
  [1, CONTROL.primary],
  [2, CONTROL.secondary],
];

/** The mouse over the arena: its position in px of the page, and the control bits of its buttons. */
export class Mouse {
  x = 0;
  y = 0;
  bits = 0;
  readonly #surface: HTMLElement;
  readonly #port: MousePort;
  readonly #abort = new AbortController();
  /** Where {@link MousePort.moved} was called last. */
  #movedX = 0;
  #movedY = 0;

  constructor(surface: HTMLElement, port: MousePort) {
    this.#surface = surface;
    this.#port = port;
    const { signal } = this.#abort;
    // The second button pressed arrives as a pointermove, so all three events read the buttons.
    for (const type of ["pointerdown", "pointermove", "pointerup"] as const)
      window.addEventListener(type, (event) => this.#onPointer(event), { signal });
    surface.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  }

  releaseAll(): void {
    this.bits = 0;
  }

  dispose(): void {
    this.#abort.abort();
  }

  #onPointer(event: PointerEvent): void {
    if (event.pointerType !== "mouse") return;
    const active = this.#port.active();
    const over = event.target instanceof Node && this.#surface.contains(event.target);
    for (const [button, bit] of BUTTONS) {
      const down = (event.buttons & button) !== 0;
      if (!down) this.bits &= ~bit;
      else if (event.type !== "pointerup" && over && active && (this.bits & bit) === 0) {
        this.bits |= bit;
        this.#port.pressed(bit);
      }
    }
    this.x = event.clientX;
    this.y = event.clientY;
    if (Math.hypot(this.x - this.#movedX, this.y - this.#movedY) < TREMBLE_PX) return;
    this.#movedX = this.x;
    this.#movedY = this.y;
    if (active) this.#port.moved();
  }
}
