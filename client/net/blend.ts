/** How long half of a correction stays visible. */
const HALF_LIFE_S = 0.07;
/** How fast what is drawn may leave the course that its speed gives it, per second: 5 px in a frame at 60 Hz. */
const ASIDE_PER_S = 300;
/** Of what is far off, so much a second: a way ten times as long does not take ten times as long. */
const ASIDE_SHARE_PER_S = 3;
/** How fast what is drawn may turn, radians per second: 9° in a frame at 60 Hz, which is more than any ship does. */
const TURN_PER_S = 9.4;
const TURN = 2 * Math.PI;

/** Where something would be drawn if nothing were left of corrections; per second, radians. */
interface Course {
  x: number;
  y: number;
  vx: number;
  vy: number;
  angle: number;
}

/**
 * What is still to be seen of corrections: the difference between where something was drawn and where it is, fading, so
 * that nothing jumps. Any linear unit; angles are kept apart.
 */
export class Blend {
  x = 0;
  y = 0;
  angle = 0;
  readonly #snapDistance: number;
  /** What was drawn last, without what is left of corrections; and whether anything was. */
  readonly #drawn: Course = { x: 0, y: 0, vx: 0, vy: 0, angle: 0 };
  #isDrawn = false;

  /** @param snapDistance farther corrections are shown at once */
  constructor(snapDistance: number) {
    this.#snapDistance = snapDistance;
  }

  /** Something moved from where it was drawn by minus this. */
  addCorrection(dx: number, dy: number, dAngle: number): void {
    this.x += dx;
    this.y += dy;
    this.angle = wrapped(this.angle + dAngle);
    if (this.x * this.x + this.y * this.y > this.#snapDistance * this.#snapDistance) this.clear();
  }

  decay(seconds: number): void {
    if (this.x === 0 && this.y === 0 && this.angle === 0) return;
    const keep = 0.5 ** (seconds / HALF_LIFE_S);
    this.x = small(this.x * keep);
    this.y = small(this.y * keep);
    this.angle = small(this.angle * keep);
  }

  /**
   * Keeps what is drawn near the course that its speeds give it, after a frame of so many seconds: the rest is left for
   * later frames. To be called once a frame, after {@link decay}.
   */
  limitDeviation(course: Course, seconds: number): void {
    const before = this.#drawn;
    if (this.#isDrawn) {
      this.#bound(
        before.x + ((before.vx + course.vx) / 2) * seconds - course.x,
        before.y + ((before.vy + course.vy) / 2) * seconds - course.y,
        seconds,
      );
      const left = wrapped(before.angle - course.angle);
      const most = TURN_PER_S * seconds;
      this.angle = wrapped(left + Math.max(-most, Math.min(most, wrapped(this.angle - left))));
    }
    this.#isDrawn = true;
    before.x = course.x + this.x;
    before.y = course.y + this.y;
    before.vx = course.vx;
    before.vy = course.vy;
    before.angle = course.angle + this.angle;
  }

  /** @param x what would be left of corrections had the last frame shown nothing of them */
  #bound(x: number, y: number, seconds: number): void {
    const aside = Math.sqrt((this.x - x) ** 2 + (this.y - y) ** 2);
    const far = Math.sqrt(x * x + y * y);
    if (far > this.#snapDistance) return;
    const most = Math.max(ASIDE_PER_S, ASIDE_SHARE_PER_S * far) * seconds;
    if (aside <= most) return;
    const share = most / aside;
    this.x = x + (this.x - x) * share;
    this.y = y + (this.y - y) * share;
  }

  /** It is elsewhere, or another: nothing is left of what was drawn. */
  clear(): void {
    this.x = this.y = this.angle = 0;
    this.#isDrawn = false;
  }
}

function small(value: number): number {
  return Math.abs(value) < 1e-3 ? 0 : value;
}

/** Between −π and π. */
function wrapped(angle: number): number {
  return angle - TURN * Math.round(angle / TURN);
}
