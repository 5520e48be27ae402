import { RECIPES, type SoundName } from "./recipes.ts";
import { renderWave } from "./synth.ts";

/** Sounds at once; more are dropped. */
const MAX_VOICES = 28;
/** Shortest time between two starts of the same sound, s. */
const MIN_REPEAT_S = 0.03;
/** Sounds with a lower gain are not played. */
const MIN_GAIN = 0.02;
const WARM_UP_EVERY_MS = 60;

/** Plays recipes; each is rendered once, on first use. */
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

  /** Renders all sounds ahead, one at a time between frames, so that no sound is late. */
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

  /** @param pan −1 left … 1 right @param rate playback speed; 1: as composed */
  play(name: SoundName, gain = 1, pan = 0, rate = 1): void {
    const context = this.#context;
    if (gain < MIN_GAIN || this.#count >= MAX_VOICES || context.state !== "running") return;
    const now = context.currentTime;
    if (now - (this.#startedAt.get(name) ?? -1) < MIN_REPEAT_S) return;
    this.#startedAt.set(name, now);
    const source = context.createBufferSource();
    source.buffer = this.#buffer(name);
    source.playbackRate.value = rate;
    const level = context.createGain();
    level.gain.value = gain;
    const panner = context.createStereoPanner();
    panner.pan.value = pan;
    source.connect(level).connect(panner).connect(this.#out);
    this.#count++;
    source.onended = () => {
      this.#count--;
      panner.disconnect();
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
