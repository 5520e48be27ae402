import { attackDecay, glide, lowPass, noise, type Recipe, softClip, tone } from "./synth.ts";

function chord(notesHz: readonly number[], stepS: number, decayS: number): (t: number) => number {
  return (t) =>
    notesHz.reduce((sum, hz, i) => {
      const since = t - i * stepS;
      if (since < 0) return sum;
      const body = tone(hz, since) + 0.35 * tone(hz * 2.003, since) + 0.14 * tone(hz * 3.01, since);
      return sum + body * attackDecay(since, 0.008, decayS);
    }, 0) / Math.sqrt(notesHz.length);
}

/** An explosion: noise through a closing filter, over a falling thump. */
function blast(lengthS: number, gain: number, openHz: number, thumpHz: number, seed: number): Recipe {
  return {
    lengthS,
    gain,
    wave(rate) {
      const hiss = noise(seed);
      const low = lowPass(rate);
      const lower = lowPass(rate);
      return (t) => {
        const cutoff = 60 + openHz * Math.exp(-t * (4.2 / lengthS));
        const body = lower(low(hiss(), cutoff), cutoff) * attackDecay(t, 0.004, lengthS * 0.24) * 3.4;
        const thump = glide(thumpHz, 26, 9, t) * attackDecay(t, 0.003, lengthS * 0.2) * 1.1;
        return softClip(body + thump, 1.5);
      };
    },
  };
}

function plain(lengthS: number, gain: number, wave: (t: number) => number): Recipe {
  return { lengthS, gain, wave: () => wave };
}

/** All sounds; add a row to add one. */
export const RECIPES = {
  pulse: {
    lengthS: 0.2,
    gain: 0.34,
    wave(rate) {
      const hiss = noise(3);
      const low = lowPass(rate);
      return (t) =>
        softClip(glide(1900, 260, 24, t), 1.6) * attackDecay(t, 0.002, 0.05) +
        low(hiss(), 5200) * attackDecay(t, 0.001, 0.012) * 0.7;
    },
  },
  scatter: {
    lengthS: 0.36,
    gain: 0.5,
    wave(rate) {
      const hiss = noise(5);
      const low = lowPass(rate);
      return (t) =>
        low(hiss(), 700 + 4200 * Math.exp(-t * 26)) * attackDecay(t, 0.001, 0.06) * 1.7 +
        glide(190, 52, 20, t) * attackDecay(t, 0.002, 0.08);
    },
  },
  rail: {
    lengthS: 0.95,
    gain: 0.5,
    wave(rate) {
      const hiss = noise(7);
      const low = lowPass(rate);
      return (t) =>
        softClip(glide(5200, 90, 17, t), 2.4) * attackDecay(t, 0.001, 0.11) +
        low(hiss(), 900 + 9000 * Math.exp(-t * 9)) * attackDecay(t, 0.001, 0.16) * 0.8 +
        glide(120, 34, 7, t) * attackDecay(t, 0.004, 0.2) +
        tone(1480 + 40 * tone(31, t), t) * attackDecay(t, 0.02, 0.22) * 0.07;
    },
  },
  torpedo: {
    lengthS: 0.8,
    gain: 0.5,
    wave(rate) {
      const hiss = noise(11);
      const low = lowPass(rate);
      return (t) =>
        low(hiss(), 300 + 1900 * Math.min(1, t * 5)) * attackDecay(t, 0.05, 0.22) * 1.9 +
        glide(130, 58, 6, t) * attackDecay(t, 0.01, 0.16) * 0.8;
    },
  },
  mine: plain(
    0.34,
    0.4,
    (t) =>
      softClip(glide(420, 150, 16, t), 1.4) * attackDecay(t, 0.003, 0.07) +
      tone(88, t) * attackDecay(t, 0.01, 0.1) * 0.6,
  ),
  shieldHit: plain(
    0.4,
    0.26,
    (t) =>
      (tone(920, t) + 0.7 * tone(1367, t) + 0.5 * tone(2210, t) + 0.3 * tone(3071, t)) * attackDecay(t, 0.001, 0.07),
  ),
  armorHit: {
    lengthS: 0.28,
    gain: 0.55,
    wave(rate) {
      const hiss = noise(13);
      const low = lowPass(rate);
      return (t) =>
        low(hiss(), 2600 * Math.exp(-t * 14) + 200) * attackDecay(t, 0.001, 0.05) * 1.6 +
        softClip(glide(210, 70, 22, t), 2) * attackDecay(t, 0.001, 0.06);
    },
  },
  burst: blast(0.5, 0.42, 3200, 150, 17),
  boom: blast(1.15, 0.62, 4600, 120, 19),
  death: blast(2.1, 0.8, 5200, 105, 23),
  crack: {
    lengthS: 0.6,
    gain: 0.5,
    wave(rate) {
      const hiss = noise(29);
      const low = lowPass(rate);
      return (t) => {
        const grains = Math.max(0, tone(23, t)) ** 6 + Math.max(0, tone(37.7, t + 0.01)) ** 8;
        return (
          low(hiss(), 1500 * Math.exp(-t * 4) + 240) * grains * attackDecay(t, 0.001, 0.16) * 2.2 +
          glide(150, 48, 14, t) * attackDecay(t, 0.002, 0.09)
        );
      };
    },
  },
  bump: plain(0.22, 0.5, (t) => softClip(glide(160, 55, 24, t), 2.2) * attackDecay(t, 0.002, 0.05)),
  collect: plain(
    0.3,
    0.22,
    (t) =>
      tone(987.8, t) * attackDecay(t, 0.003, 0.05) +
      (t > 0.06 ? tone(1479.9, t) * attackDecay(t - 0.06, 0.003, 0.07) : 0),
  ),
  sale: { lengthS: 0.9, gain: 0.2, wave: () => chord([1046.5, 1318.5, 1568, 2093], 0.055, 0.16) },
  kill: { lengthS: 0.7, gain: 0.24, wave: () => chord([659.3, 987.8], 0.08, 0.15) },
  dock: {
    lengthS: 0.8,
    gain: 0.36,
    wave(rate) {
      const hiss = noise(31);
      const low = lowPass(rate);
      return (t) =>
        softClip(glide(320, 120, 10, t), 1.5) * attackDecay(t, 0.004, 0.1) +
        low(hiss(), 3200) * (t > 0.14 ? attackDecay(t - 0.14, 0.03, 0.14) : 0) * 0.55 +
        (t > 0.14 ? tone(92, t) * attackDecay(t - 0.14, 0.003, 0.12) : 0);
    },
  },
  undock: {
    lengthS: 0.6,
    gain: 0.34,
    wave(rate) {
      const hiss = noise(37);
      const low = lowPass(rate);
      return (t) =>
        low(hiss(), 900 + 3600 * Math.exp(-t * 7)) * attackDecay(t, 0.01, 0.13) +
        glide(110, 260, 5, t) * attackDecay(t, 0.03, 0.12) * 0.6;
    },
  },
  warp: plain(
    1.1,
    0.3,
    (t) =>
      glide(140, 1500, 3.4, t) * attackDecay(t, 0.24, 0.1) * 0.7 +
      (t > 0.26
        ? (tone(1568, t) + tone(2349, t) * 0.6 + tone(3136, t) * 0.4) * attackDecay(t - 0.26, 0.004, 0.19) * 0.5
        : 0),
  ),
  alarm: plain(
    0.42,
    0.2,
    (t) => softClip(tone(t < 0.16 ? 784 : 587, t), 2.6) * (t < 0.16 || (t > 0.2 && t < 0.38) ? 1 : 0),
  ),
  roundStart: { lengthS: 2.2, gain: 0.3, wave: () => chord([220, 329.6, 440, 659.3, 880], 0.11, 0.42) },
  roundEnd: { lengthS: 3.2, gain: 0.32, wave: () => chord([880, 659.3, 523.3, 440, 261.6, 130.8], 0.16, 0.75) },
  hover: plain(0.05, 0.1, (t) => tone(1900, t) * attackDecay(t, 0.002, 0.01)),
  click: plain(0.12, 0.2, (t) => softClip(glide(1400, 780, 40, t), 1.3) * attackDecay(t, 0.001, 0.025)),
  open: plain(0.24, 0.16, (t) => glide(420, 1150, 14, t) * attackDecay(t, 0.02, 0.06)),
  close: plain(0.24, 0.16, (t) => glide(1100, 380, 14, t) * attackDecay(t, 0.01, 0.06)),
  refuse: plain(0.26, 0.2, (t) => softClip(tone(146, t) + tone(155, t), 3) * attackDecay(t, 0.004, 0.07)),
  tick: plain(0.07, 0.16, (t) => tone(1320, t) * attackDecay(t, 0.001, 0.016)),
} as const satisfies Record<string, Recipe>;

export type SoundName = keyof typeof RECIPES;
