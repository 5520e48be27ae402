import type { Event } from "../../../shared/arena/event.ts";
import { KILLCAM, lookAfter, looksAfter } from "../../../shared/arena/killcam.ts";
import type { World } from "../../../shared/arena/world.ts";
import { ONE } from "../../../shared/math/fixed.ts";

interface Eye {
  /** px/65536 */
  readonly at: { x: number; y: number };
  readonly lost: { x: number; y: number };
  lostAt: number;
  /** The seat of who did it; −1: nobody. */
  killer: number;
}

const REACH = KILLCAM.reachPx * ONE;

/** Where everyone looks from: their ship, or where it was lost; for a while after that towards their killer. */
export class Eyes {
  readonly #world: World;
  readonly #eyes: Eye[];

  constructor(world: World) {
    this.#world = world;
    this.#eyes = Array.from({ length: world.players.capacity }, () => ({
      ...{ at: { x: 0, y: 0 }, lost: { x: 0, y: 0 } },
      ...{ lostAt: 0, killer: -1 },
    }));
  }

  /** Told of every event, in the tick of it. */
  note(event: Event): void {
    if (event.type !== "death") return;
    const eye = this.#eyes[event.seat];
    eye.lostAt = this.#world.tick;
    eye.killer = event.by === event.seat ? -1 : event.by;
  }

  look(seat: number, out: { x: number; y: number }): void {
    const { players, ships, tick } = this.#world;
    const eye = this.#eyes[seat];
    const slot = players.ship[seat] - 1;
    if (slot >= 0) {
      eye.lost.x = eye.at.x = ships.x[slot];
      eye.lost.y = eye.at.y = ships.y[slot];
      eye.killer = -1;
    } else if (eye.killer >= 0 && looksAfter(eye.lostAt, tick)) {
      const by = players.ship[eye.killer] - 1;
      if (by >= 0) lookAfter(eye.lost, { x: ships.x[by], y: ships.y[by] }, REACH, eye.at);
    }
    out.x = Math.round(eye.at.x);
    out.y = Math.round(eye.at.y);
  }
}
