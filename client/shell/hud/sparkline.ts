import { CanvasSheet } from "../ui/dom.ts";

const SAMPLES = 120;

/** A small curve of a figure's latest samples, scaled to their maximum. */
export class Sparkline {
  readonly sheet = new CanvasSheet("sparkline");
  readonly #samples = new Float32Array(SAMPLES);
  readonly #ink: string;
  #next = 0;

  constructor(ink: string) {
    this.#ink = ink;
  }

  add(value: number): void {
    this.#samples[this.#next] = value;
    this.#next = (this.#next + 1) % SAMPLES;
  }

  draw(): void {
    const { context, width, height } = this.sheet;
    let most = 1e-6;
    for (const sample of this.#samples) most = Math.max(most, sample);
    context.clearRect(0, 0, width, height);
    context.strokeStyle = this.#ink;
    context.lineWidth = 1;
    context.beginPath();
    for (let i = 0; i < SAMPLES; i++) {
      const sample = this.#samples[(this.#next + i) % SAMPLES];
      context.lineTo((i / (SAMPLES - 1)) * width, height - 1 - (sample / most) * (height - 2));
    }
    context.stroke();
  }
}
