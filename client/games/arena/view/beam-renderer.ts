import type { Event } from "../../../../shared/games/arena/event.ts";
import type { Frame } from "./atlas.ts";
import { type Colour, dim, mix, WHITE } from "./palette.ts";
import type { RenderContext } from "./render-context.ts";

type BeamEvent = Extract<Event, { type: "beam" }>;

interface Shot {
  x: number;
  y: number;
  toX: number;
  toY: number;
  colour: Colour;
  ageS: number;
}

const LIFE_S = 0.6;
const CAPACITY = 24;

/** Draws rail shots: a flash along the whole line, then a trace that widens and fades. */
export class BeamRenderer {
  readonly #beam: Frame;
  readonly #line: Frame;
  readonly #flash: Frame;
  readonly #shots: Shot[] = [];
  #next = 0;

  constructor(readonly stage: RenderContext) {
    this.#beam = stage.atlas.frame("beam");
    this.#line = stage.atlas.frame("line");
    this.#flash = stage.atlas.frame("flash");
    for (let i = 0; i < CAPACITY; i++) this.#shots.push({ x: 0, y: 0, toX: 0, toY: 0, colour: 0, ageS: LIFE_S });
  }

  fire(event: BeamEvent, colour: Colour): void {
    const shot = this.#shots[this.#next];
    this.#next = (this.#next + 1) % CAPACITY;
    shot.x = event.x;
    shot.y = event.y;
    shot.toX = event.toX;
    shot.toY = event.toY;
    shot.colour = colour;
    shot.ageS = 0;
  }

  update(): void {
    const { light, glow, dtS } = this.stage;
    for (const shot of this.#shots) {
      if (shot.ageS >= LIFE_S) continue;
      const t = shot.ageS / LIFE_S;
      shot.ageS += dtS;
      const dx = shot.toX - shot.x;
      const dy = shot.toY - shot.y;
      const long = Math.sqrt(dx * dx + dy * dy) / this.#beam.width;
      const angle = Math.atan2(dy, dx);
      const [mx, my] = [shot.x + dx / 2, shot.y + dy / 2];
      const burn = Math.max(0, 1 - t * 4.5);
      if (burn > 0) {
        light.stamp(this.#beam, mx, my, angle, long, 0.75 * (0.35 + 0.65 * burn), WHITE, burn, shot.colour);
        light.stamp(this.#flash, shot.toX, shot.toY, t * 9, 0.75 * burn, 0.75 * burn, WHITE, burn, shot.colour);
        light.stamp(this.#flash, shot.x, shot.y, 0, 0.5 * burn, 0.5 * burn, WHITE, burn, shot.colour);
      }
      const after = (1 - t) ** 2;
      const near = dim(shot.colour, 0.25 * after);
      glow.stretch(this.#line, shot.x, shot.y, shot.toX, shot.toY, 6 + 30 * t, near, dim(shot.colour, 0.7 * after));
      const hot = mix(shot.colour, WHITE, 0.5);
      glow.stretch(this.#line, shot.x, shot.y, shot.toX, shot.toY, 3, dim(hot, 0.3 * after), dim(hot, 0.8 * after));
    }
  }
}
