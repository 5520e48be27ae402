/** How long half of a correction stays visible. */
const HALF_LIFE_S = 0.07;

/**
 * What is still to be seen of corrections: the difference between where something was drawn and where it is, fading, so
 * that nothing jumps. Any linear unit; angles are kept apart.
 */
export class Blend {
  x = 0;
  y = 0;
  angle = 0;
  readonly #snapDistance: number;

  /** @param snapDistance farther corrections are shown at once */
  constructor(snapDistance: number) {
    this.#snapDistance = snapDistance;
  }

  /** Something moved from where it was drawn by minus this. */
  push(dx: number, dy: number, dAngle: number): void {
    this.x += dx;
    this.y += dy;
    this.angle += dAngle;
    if (this.x * this.x + this.y * this.y > this.#snapDistance * this.#snapDistance) this.clear();
  }

  decay(seconds: number): void {
    if (this.x === 0 && this.y === 0 && this.angle === 0) return;
    const keep = 0.5 ** (seconds / HALF_LIFE_S);
    this.x = small(this.x * keep);
    this.y = small(this.y * keep);
    this.angle = small(this.angle * keep);
  }

  clear(): void {
    this.x = this.y = this.angle = 0;
  }
}

function small(value: number): number {
  return Math.abs(value) < 1e-3 ? 0 : value;
}
