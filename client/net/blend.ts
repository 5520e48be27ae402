/** Half-life of a correction, s. */
const HALF_LIFE_S = 0.07;

/** What share of a correction is left after so long. */
export const shareAfter = (seconds: number): number => 0.5 ** (seconds / HALF_LIFE_S);

/** Maximum deviation from the course that the speed gives, px per second: 5 px per frame at 60 Hz. */
const ASIDE_PER_S = 300;
/**
 * The same as a share of the remaining distance per second, so that ten times the distance does not take ten times as
 * long.
 */
const ASIDE_SHARE_PER_S = 3;
/** Maximum turn rate of what is drawn, radians per second: 9° per frame at 60 Hz, more than any ship has. */
const TURN_PER_S = 9.4;
const TURN = 2 * Math.PI;

/** The course without corrections; speeds per second, angles in radians. */
interface Course {
  x: number;
  y: number;
  vx: number;
  vy: number;
  angle: number;
}

/**
 * Fades out corrections: the difference between where something was drawn and where it is, so that nothing jumps. Any
 * linear unit; angles are separate.
 */
export class Blend {
  x = 0;
  y = 0;
  angle = 0;
  readonly #snapDistance: number;
  /** The last drawn course, without corrections; and whether there is one. */
  readonly #drawn: Course = { x: 0, y: 0, vx: 0, vy: 0, angle: 0 };
  #isDrawn = false;

  /** @param snapDistance larger corrections are shown at once */
  constructor(snapDistance: number) {
    this.#snapDistance = snapDistance;
  }

  /** Adds the offset from the true position to the drawn one. */
  addCorrection(dx: number, dy: number, dAngle: number): void {
    this.x += dx;
    this.y += dy;
    this.angle = wrapped(this.angle + dAngle);
    if (this.x * this.x + this.y * this.y > this.#snapDistance * this.#snapDistance) this.clear();
  }

  decay(seconds: number): void {
    if (this.x === 0 && this.y === 0 && this.angle === 0) return;
    const keep = shareAfter(seconds);
    this.x = small(this.x * keep);
    this.y = small(this.y * keep);
    this.angle = small(this.angle * keep);
  }

  /**
   * Limits how far the drawn position deviates from the course in one frame; later frames show the rest. Call it once a
   * frame, after {@link decay}.
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

  /** @param x the offset that would remain if the last frame had shown no correction */
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

  /** Drops all corrections, for another object or a jump. */
  clear(): void {
    this.x = this.y = this.angle = 0;
    this.#isDrawn = false;
  }
}

function small(value: number): number {
  return Math.abs(value) < 1e-3 ? 0 : value;
}

/** Wraps an angle to −π … π. */
function wrapped(angle: number): number {
  return angle - TURN * Math.round(angle / TURN);
}
