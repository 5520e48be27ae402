/**
 * One in fixed point: sines are in 1/65536, the arena's positions in 1/65536 px, its velocities in 1/65536 px per tick. All
 * fit an int32.
 */
export const ONE = 65536;
/** Heading units in one full turn. Heading 0 points along +x, and grows towards +y (clockwise on a screen). */
export const TURN = 65536;
export const HALF_TURN = 32768;

/** Nearest integer, halves away from zero, never −0. */
export function round(value: number): number {
  return (value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5)) + 0;
}

/** As {@link round} for int32 results. It avoids a branch on the sign, which processors predict badly. */
export function round32(value: number): number {
  const sign = Math.floor(value) >> 31;
  return (Math.floor(Math.abs(value) + 0.5) ^ sign) - sign;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** A place on a circle of so many units: from 0 up to `size`, also of negative values. */
export function wrap(value: number, size: number): number {
  return ((value % size) + size) % size;
}

/** A heading in [0, TURN). */
export function wrapTurn(heading: number): number {
  return heading & (TURN - 1);
}

/** The shorter turn from heading `a` to heading `b`: [−HALF_TURN, HALF_TURN). */
export function turnBetween(a: number, b: number): number {
  return ((b - a + HALF_TURN) & (TURN - 1)) - HALF_TURN;
}

/**
 * Floor of the square root, for 0 ≤ value < 2^52; `Math.sqrt` is correctly rounded on every engine. The length of a vector is
 * `isqrt(x * x + y * y)`.
 */
export function isqrt(value: number): number {
  return Math.floor(Math.sqrt(value));
}
