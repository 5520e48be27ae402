/**
 * The state of a seeded random generator, part of a world: sfc32 (Chris Doty-Humphrey, PractRand). It uses 32-bit integer
 * operations only, so every engine generates the same numbers.
 */
export type RandomState = Int32Array;

/** @param seed uint32 */
export function createRandom(seed: number): RandomState {
  const state = new Int32Array(4);
  state[0] = seed | 0;
  state[1] = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  state[2] = Math.imul(seed ^ 0xc2b2ae35, 0x27d4eb2f);
  state[3] = 1;
  for (let i = 0; i < 12; i++) nextUint32(state);
  return state;
}

/** A whole number in [0, 2^32). */
export function nextUint32(state: RandomState): number {
  const t = (((state[0] + state[1]) | 0) + state[3]) | 0;
  state[3] = (state[3] + 1) | 0;
  state[0] = state[1] ^ (state[1] >>> 9);
  state[1] = (state[2] + (state[2] << 3)) | 0;
  state[2] = (((state[2] << 21) | (state[2] >>> 11)) + t) | 0;
  return t >>> 0;
}

/** A whole number in [0, bound), for 1 ≤ bound ≤ 2^21. */
export function nextBelow(state: RandomState, bound: number): number {
  return Math.floor((nextUint32(state) * bound) / 4294967296);
}

/** A whole number in [low, high], both ends included. */
export function nextBetween(state: RandomState, low: number, high: number): number {
  return low + nextBelow(state, high - low + 1);
}
