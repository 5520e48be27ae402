/** One sound, sample by sample: `t` seconds since its start; about −1 … 1. */
export type Wave = (t: number) => number;

/** How to make one sound. `wave` returns a new wave each time, as filters have state. */
export interface Recipe {
  readonly lengthS: number;
  readonly gain: number;
  /** @param rate samples per second */
  wave(rate: number): Wave;
}

const TAU = Math.PI * 2;
/** Fade-out at the end that avoids a click, s. */
const FADE_S = 0.012;

/** Renders the sound's samples, faded at the end. */
export function renderWave(recipe: Recipe, rate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.ceil(recipe.lengthS * rate));
  const wave = recipe.wave(rate);
  const fade = FADE_S * rate;
  for (let i = 0; i < samples.length; i++) {
    const value = wave(i / rate) * recipe.gain * Math.min(1, (samples.length - i) / fade);
    samples[i] = Math.max(-1, Math.min(1, value));
  }
  return samples;
}

/** White noise, the same for the same seed. */
export function noise(seed = 1): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2147483648;
  };
}

/** A one-pole low-pass filter; the cutoff may change with every sample. */
export function lowPass(rate: number): (input: number, cutoffHz: number) => number {
  let last = 0;
  return (input, cutoffHz) => {
    last += (input - last) * (1 - Math.exp((-TAU * cutoffHz) / rate));
    return last;
  };
}

/** An envelope that rises in `attackS`, then falls by a factor of e every `decayS`. */
export function attackDecay(t: number, attackS: number, decayS: number): number {
  return t < attackS ? t / attackS : Math.exp(-(t - attackS) / decayS);
}

export function tone(hz: number, t: number): number {
  return Math.sin(TAU * hz * t);
}

/** A sine that glides from one pitch to another; the distance falls by a factor of e `speed` times a second. */
export function glide(fromHz: number, toHz: number, speed: number, t: number): number {
  return Math.sin(TAU * (toHz * t + ((fromHz - toHz) * (1 - Math.exp(-speed * t))) / speed));
}

/** Soft clipping: bends a sine towards a square. */
export function softClip(value: number, amount: number): number {
  return Math.tanh(value * amount);
}
