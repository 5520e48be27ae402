import { RECIPES, type SoundName } from "./recipes.ts";
import { renderWave } from "./synth.ts";

/** Most sounds at once; what comes on top of them is dropped. */
const MOST_VOICES = 28;
/** The same sound is not started again sooner than this, seconds. */
const AGAIN_S = 0.03;
/** Fainter than this is not played. */
const FAINT = 0.02;
const WARM_UP_EVERY_MS = 60;

/** Plays recipes: each is rendered when first wanted, and kept. */
export class Voices {
  readonly #context: AudioContext;
  readonly #out: AudioNode;
  readonly #buffers = new Map<SoundName, AudioBuffer>();
  readonly #startedAt = new Map<SoundName, number>();
  #count = 0;

  constructor(context: AudioContext, out: AudioNode) {
    this.#context = context;
    this.#out = out;
  }

  /** Renders all sounds ahead, one at a time between frames, so that none is late when it is wanted. */
  warmUp(): void {
    const names = Object.keys(RECIPES) as SoundName[];
    const next = () => {
      const name = names.shift();
      if (name === undefined) return;
      this.#buffer(name);
      setTimeout(next, WARM_UP_EVERY_MS);
    };
    next();
  }

  /** @param pan −1 left … 1 right; `rate` 1: as composed */
  play(name: SoundName, gain = 1, pan = 0, rate = 1): void {
    const context = this.#context;
    if (gain < FAINT || this.#count >= MOST_VOICES || context.state !== "running") return;
    const now = context.currentTime;
    if (now - (this.#startedAt.get(name) ?? -1) < AGAIN_S) return;
    this.#startedAt.set(name, now);
    const source = context.createBufferSource();
    source.buffer = this.#buffer(name);
    source.playbackRate.value = rate;
    const level = context.createGain();
    level.gain.value = gain;
    const place = context.createStereoPanner();
    place.pan.value = pan;
    source.connect(level).connect(place).connect(this.#out);
    this.#count++;
    source.onended = () => {
      this.#count--;
      place.disconnect();
    };
    source.start();
  }

  #buffer(name: SoundName): AudioBuffer {
    let buffer = this.#buffers.get(name);
    if (!buffer) {
      const rate = this.#context.sampleRate;
      const samples = renderWave(RECIPES[name], rate);
      buffer = this.#context.createBuffer(1, samples.length, rate);
      buffer.copyToChannel(samples, 0);
      this.#buffers.set(name, buffer);
    }
    return buffer;
  }
}
