/** A change to a target this near is a pan, else a cut, px. */
const PAN_PX = 1_600;

/** Keeps a camera on a target, and takes it smoothly to another one. */
export class CameraPan {
  readonly #easeS: number;
  /** What is left of a pan, px. */
  #x = 0;
  #y = 0;
  #turning = false;

  /** @param easeS how fast it is */
  constructor(easeS: number) {
    this.#easeS = easeS;
  }

  /** What is followed next is another target. */
  startPan(): void {
    this.#turning = true;
  }

  /** The camera is where it is to be. */
  cut(): void {
    this.#x = this.#y = 0;
    this.#turning = false;
  }

  follow(focus: { x: number; y: number }, x: number, y: number, passedS: number): void {
    if (this.#turning) {
      const [dx, dy] = [focus.x - x, focus.y - y];
      const near = Math.abs(dx) + Math.abs(dy) < PAN_PX;
      this.#x = near ? dx : 0;
      this.#y = near ? dy : 0;
      this.#turning = false;
    }
    const left = Math.exp(-passedS / this.#easeS);
    this.#x *= left;
    this.#y *= left;
    focus.x = x + this.#x;
    focus.y = y + this.#y;
  }
}
