/** The camera pans to a new target within this distance, and cuts to a farther one, px. */
const PAN_PX = 1_600;

/** Keeps a camera on a target, and moves it smoothly to the next one. */
export class CameraPan {
  readonly #easeS: number;
  /** Remaining offset of a pan, px. */
  #x = 0;
  #y = 0;
  #panPending = false;

  /** @param easeS time constant of a pan, s */
  constructor(easeS: number) {
    this.#easeS = easeS;
  }

  /** The next call of `follow` has a new target. */
  startPan(): void {
    this.#panPending = true;
  }

  /** Ends a pan: the camera is on its target. */
  cut(): void {
    this.#x = this.#y = 0;
    this.#panPending = false;
  }

  follow(focus: { x: number; y: number }, x: number, y: number, passedS: number): void {
    if (this.#panPending) {
      const [dx, dy] = [focus.x - x, focus.y - y];
      const near = Math.abs(dx) + Math.abs(dy) < PAN_PX;
      this.#x = near ? dx : 0;
      this.#y = near ? dy : 0;
      this.#panPending = false;
    }
    const left = Math.exp(-passedS / this.#easeS);
    this.#x *= left;
    this.#y *= left;
    focus.x = x + this.#x;
    focus.y = y + this.#y;
  }
}
