import { ONE, TURN } from "./fixed.ts";

/**
 * Sine, cosine and arctangent from tables of integers. `Math.sin` and `Math.atan` differ between engines. These tables are sums
 * of series with `+ − × ÷` only, which every engine rounds the same way (IEEE 754).
 */
const SINE_STEPS = 4096;
const STEP_SHIFT = 4;
const ATAN_STEPS = 2048;
const PI = Math.PI;

function sineSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 14; k++) {
    term = (-term * x * x) / (2 * k * (2 * k + 1));
    sum += term;
  }
  return sum;
}

/** atan for 0 ≤ x ≤ 1, by Euler's series, which converges evenly up to 1. */
function atanSeries(x: number): number {
  const y = (x * x) / (1 + x * x);
  let term = x / (1 + x * x);
  let sum = term;
  for (let k = 1; k < 60; k++) {
    term = (term * y * 2 * k) / (2 * k + 1);
    sum += term;
  }
  return sum;
}

function buildSine(): Int32Array {
  const table = new Int32Array(SINE_STEPS);
  const quarter = SINE_STEPS / 4;
  for (let i = 0; i <= quarter; i++) {
    const value = Math.floor(sineSeries((i / SINE_STEPS) * 2 * PI) * ONE + 0.5);
    table[i] = value;
    table[(SINE_STEPS / 2 - i) % SINE_STEPS] = value;
    table[(SINE_STEPS / 2 + i) % SINE_STEPS] = -value;
    table[(SINE_STEPS - i) % SINE_STEPS] = -value;
  }
  return table;
}

function buildAtan(): Int32Array {
  const table = new Int32Array(ATAN_STEPS + 1);
  for (let i = 0; i <= ATAN_STEPS; i++) table[i] = Math.floor((atanSeries(i / ATAN_STEPS) / (2 * PI)) * TURN + 0.5);
  return table;
}

export const SINE_TABLE: Int32Array = buildSine();
export const ATAN_TABLE: Int32Array = buildAtan();

/**
 * Sine of a heading, from −65536 to 65536 ({@link ONE}). A table has 4096 headings, so that it is off by 95 at most.
 *
 * @param heading any integer, 1/65536 turn ({@link TURN}): 0 points along +x, a quarter along +y
 */
export function sin(heading: number): number {
  return SINE_TABLE[(heading >> STEP_SHIFT) & (SINE_STEPS - 1)];
}

/** Cosine of a heading, as {@link sin}. */
export function cos(heading: number): number {
  return SINE_TABLE[((heading >> STEP_SHIFT) + SINE_STEPS / 4) & (SINE_STEPS - 1)];
}

/** Unit of orbital angles: 1/2^28 turn, finer than headings, so that slow bodies move smoothly. */
const FINE_TURN = 268_435_456;
const FINE_SHIFT = 16;
export const TAU: number = PI * 2;

/** The fine angle `ticks` after an angle of `phase` (1/65536 turn), at one turn every `periodTicks` (negative: backwards). */
export function orbitAngle(phase: number, periodTicks: number, ticks: number): number {
  const part = Math.floor(((ticks % periodTicks) * FINE_TURN) / periodTicks);
  return (phase * (FINE_TURN / TURN) + part) & (FINE_TURN - 1);
}

/** Sine of a fine angle, in 1/65536, linearly interpolated. Not an integer: round it before you store it. */
export function sinFine(angle: number): number {
  const at = angle >>> FINE_SHIFT;
  const low = SINE_TABLE[at];
  return low + ((SINE_TABLE[(at + 1) & (SINE_STEPS - 1)] - low) * (angle & 0xffff)) / ONE;
}

/** Cosine of a fine angle, as {@link sinFine}. */
export function cosFine(angle: number): number {
  return sinFine((angle + FINE_TURN / 4) & (FINE_TURN - 1));
}

/** The heading of the vector (x, y), from 0 to {@link TURN} − 1; 0 for the zero vector. It is off by 4 at most. */
export function headingOf(x: number, y: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  if (ax === 0 && ay === 0) return 0;
  const steep = ay > ax;
  const octant = ATAN_TABLE[Math.floor(((steep ? ax : ay) * ATAN_STEPS) / (steep ? ay : ax) + 0.5)];
  const quarter = steep ? TURN / 4 - octant : octant;
  const half = x < 0 ? TURN / 2 - quarter : quarter;
  return (y < 0 ? TURN - half : half) & (TURN - 1);
}
