import { noise } from "./synth.ts";

/** Time constant with which continuous sounds follow their target, s. */
const EASE_S = 0.06;
const NOISE_S = 2;

function hiss(context: AudioContext): AudioBufferSourceNode {
  const buffer = context.createBuffer(1, context.sampleRate * NOISE_S, context.sampleRate);
  const samples = buffer.getChannelData(0);
  const next = noise(41);
  for (let i = 0; i < samples.length; i++) samples[i] = next();
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.loop = true;
  source.start();
  return source;
}

function oscillator(context: AudioContext, type: OscillatorType, hz: number, out: AudioNode): OscillatorNode {
  const node = new OscillatorNode(context, { type, frequency: hz });
  node.connect(out);
  node.start();
  return node;
}

/** The own ship's engine: filtered noise over a hum; both rise with thrust and boost. */
export class EngineDrone {
  readonly #context: AudioContext;
  readonly #roar: GainNode;
  readonly #hum: GainNode;
  readonly #filter: BiquadFilterNode;
  readonly #tones: readonly OscillatorNode[];

  constructor(context: AudioContext, out: AudioNode) {
    this.#context = context;
    this.#roar = new GainNode(context, { gain: 0 });
    this.#hum = new GainNode(context, { gain: 0 });
    this.#filter = new BiquadFilterNode(context, { type: "lowpass", frequency: 200, Q: 0.7 });
    hiss(context).connect(this.#filter).connect(this.#roar).connect(out);
    const soft = new BiquadFilterNode(context, { type: "lowpass", frequency: 320 });
    soft.connect(this.#hum).connect(out);
    this.#tones = [oscillator(context, "sawtooth", 46, soft), oscillator(context, "triangle", 69.6, soft)];
  }

  /** @param power 0 off, 0.6 thrust, 1 boost; `speed` px/s */
  set(power: number, speed: number): void {
    const now = this.#context.currentTime;
    const follow = (param: AudioParam, value: number) => param.setTargetAtTime(value, now, EASE_S);
    follow(this.#roar.gain, power * power * 0.2);
    follow(this.#hum.gain, power > 0 ? 0.04 + power * 0.07 : 0.018);
    follow(this.#filter.frequency, 140 + power * 520 + Math.min(500, speed) * 0.4);
    const pitch = 1 + power * 0.5 + Math.min(1, speed / 700) * 0.35;
    follow(this.#tones[0].frequency, 46 * pitch);
    follow(this.#tones[1].frequency, 69.6 * pitch);
  }

  silence(): void {
    const now = this.#context.currentTime;
    this.#roar.gain.setTargetAtTime(0, now, EASE_S);
    this.#hum.gain.setTargetAtTime(0, now, EASE_S);
  }
}

/** Starts a soft pad of fifths that drift against each other. */
export function startPad(context: AudioContext, out: AudioNode): void {
  const level = new GainNode(context, { gain: 0 });
  level.gain.setTargetAtTime(0.05, context.currentTime, 4);
  const filter = new BiquadFilterNode(context, { type: "lowpass", frequency: 420, Q: 1.2 });
  filter.connect(level).connect(out);
  for (const [hz, detune, pan] of [
    [55, 0, 0],
    [82.41, 4, -0.5],
    [110, -5, 0.5],
    [164.81, 7, -0.3],
    [246.94, -8, 0.4],
  ]) {
    const side = new StereoPannerNode(context, { pan });
    side.connect(filter);
    const voice = new GainNode(context, { gain: hz > 200 ? 0.25 : 0.6 });
    voice.connect(side);
    oscillator(context, "sawtooth", hz, voice).detune.value = detune;
    const swell = new GainNode(context, { gain: 0.25 });
    oscillator(context, "sine", 0.03 + hz / 6000, swell);
    swell.connect(voice.gain);
  }
  const sweep = new GainNode(context, { gain: 190 });
  oscillator(context, "sine", 0.043, sweep);
  sweep.connect(filter.frequency);
}
