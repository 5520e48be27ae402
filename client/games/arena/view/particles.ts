import type { Atlas, Frame } from "./atlas.ts";
import { type Colour, mix, WHITE } from "./palette.ts";
import type { Plane } from "./plane.ts";

/** One kind of particle. Values are uniform within ranges. */
export interface ParticleKind {
  readonly frames: readonly Frame[];
  /** Seconds. */
  readonly lifeS: readonly [number, number];
  /** Scale at birth and at death. */
  readonly size: readonly [number, number];
  readonly alpha: number;
  /** Share of the velocity lost in a second. */
  readonly drag: number;
  /** Radians per second at most. */
  readonly spin: number;
  /** 0: round; otherwise stretched in the direction of flight, world px per px/s. */
  readonly stretch: number;
  /** Alpha falls as (1 − age)^fade. */
  readonly fade: number;
  /** Share of life with a white core. */
  readonly white: number;
}

const CAPACITY = 1400;
const FIELDS = 10;

/** A ring buffer of particles: a new one replaces the oldest. They are only for looks, so `Math.random` is fine. */
export class Particles {
  readonly #data = new Float32Array(CAPACITY * FIELDS);
  readonly #kinds: (ParticleKind | undefined)[] = new Array(CAPACITY).fill(undefined);
  readonly #frames: Frame[] = [];
  readonly #colours = new Uint32Array(CAPACITY);
  #next = 0;

  constructor(readonly atlas: Atlas) {
    for (let i = 0; i < CAPACITY; i++) this.#frames.push(atlas.frame("spark"));
  }

  emit(
    kind: ParticleKind,
    x: number,
    y: number,
    vx: number,
    vy: number,
    colour: Colour,
    size = 1,
    angle = Math.random() * 6.283,
  ): void {
    const i = this.#next;
    this.#next = (i + 1) % CAPACITY;
    const d = this.#data;
    const p = i * FIELDS;
    d[p] = x;
    d[p + 1] = y;
    d[p + 2] = vx;
    d[p + 3] = vy;
    d[p + 4] = 0;
    d[p + 5] = kind.lifeS[0] + Math.random() * (kind.lifeS[1] - kind.lifeS[0]);
    d[p + 6] = size;
    d[p + 7] = angle;
    d[p + 8] = (Math.random() * 2 - 1) * kind.spin;
    this.#kinds[i] = kind;
    this.#frames[i] = kind.frames[Math.floor(Math.random() * kind.frames.length)];
    this.#colours[i] = colour;
  }

  /** Emits particles in all directions, or in a cone around `towards` (radians). */
  burst(
    kind: ParticleKind,
    count: number,
    x: number,
    y: number,
    vx: number,
    vy: number,
    speed: number,
    colour: Colour,
    size = 1,
    towards = 0,
    cone = Math.PI,
  ): void {
    for (let i = 0; i < count; i++) {
      const angle = towards + (Math.random() * 2 - 1) * cone;
      const fast = speed * (0.25 + 0.75 * Math.random());
      const scale = size * (0.6 + 0.6 * Math.random());
      this.emit(kind, x, y, vx + Math.cos(angle) * fast, vy + Math.sin(angle) * fast, colour, scale, angle);
    }
  }

  /** Moves all particles by `dtS` and stamps them. */
  update(dtS: number, plane: Plane): void {
    const d = this.#data;
    for (let i = 0; i < CAPACITY; i++) {
      const kind = this.#kinds[i];
      if (!kind) continue;
      const p = i * FIELDS;
      const age = d[p + 4] + dtS;
      d[p + 4] = age;
      if (age >= d[p + 5]) {
        this.#kinds[i] = undefined;
        continue;
      }
      const keep = Math.exp(-kind.drag * dtS);
      d[p + 2] *= keep;
      d[p + 3] *= keep;
      d[p] += d[p + 2] * dtS;
      d[p + 1] += d[p + 3] * dtS;
      d[p + 7] += d[p + 8] * dtS;
      const t = age / d[p + 5];
      // Sizes grow fast at first, like a blast.
      const grown = 1 - (1 - t) * (1 - t);
      const scale = d[p + 6] * (kind.size[0] + (kind.size[1] - kind.size[0]) * grown);
      const colour = this.#colours[i];
      const light = t < kind.white ? WHITE : mix(WHITE, colour, Math.min(1, (t - kind.white) * 2.5));
      const alpha = kind.alpha * (1 - t) ** kind.fade;
      if (kind.stretch > 0) {
        const vx = d[p + 2];
        const vy = d[p + 3];
        const long = 1 + Math.sqrt(vx * vx + vy * vy) * kind.stretch;
        plane.stamp(this.#frames[i], d[p], d[p + 1], Math.atan2(vy, vx), scale * long, scale, light, alpha, colour);
      } else plane.stamp(this.#frames[i], d[p], d[p + 1], d[p + 7], scale, scale, light, alpha, colour);
    }
  }
}
