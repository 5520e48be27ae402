import type { World } from "../../shared/games/arena/world.ts";
import { ONE } from "../../shared/math/fixed.ts";

/** How many ticks' places are remembered: more than anyone draws ahead of the server. */
const KEPT_TICKS = 256;

export interface Place {
  x: number;
  y: number;
}

/** Where every ship was, px, by tick and id. */
export class Truth {
  readonly #ticks: Map<number, Place>[] = [];
  newest = -1;

  record({ tick, ships }: World): void {
    const places = new Map<number, Place>();
    for (let slot = 0; slot < ships.high; slot++)
      if (ships.live[slot] === 1) places.set(ships.id[slot], { x: ships.x[slot] / ONE, y: ships.y[slot] / ONE });
    this.#ticks[tick % KEPT_TICKS] = places;
    this.newest = tick;
  }

  /** Between two ticks; null where the ship was not there at both. */
  at(id: number, tick: number): Place | null {
    const from = this.#ticks[Math.floor(tick) % KEPT_TICKS]?.get(id);
    const to = this.#ticks[(Math.floor(tick) + 1) % KEPT_TICKS]?.get(id);
    if (from === undefined || to === undefined) return null;
    const share = tick - Math.floor(tick);
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
  }
}
