import type { World } from "../../../shared/games/arena/world.ts";
import { ONE } from "../../../shared/math/fixed.ts";

/** Number of ticks kept: more than any client draws ahead of the server. */
const KEPT_TICKS = 256;

export interface Point {
  x: number;
  y: number;
}

/** Positions of all ships, px, by tick and id. */
export class ShipHistory {
  readonly #ticks: Map<number, Point>[] = [];
  newest = -1;

  record({ tick, ships }: World): void {
    const places = new Map<number, Point>();
    for (let slot = 0; slot < ships.high; slot++)
      if (ships.live[slot] === 1) places.set(ships.id[slot], { x: ships.x[slot] / ONE, y: ships.y[slot] / ONE });
    this.#ticks[tick % KEPT_TICKS] = places;
    this.newest = tick;
  }

  /** Interpolates between two ticks; null: the ship does not exist at both. */
  at(id: number, tick: number): Point | null {
    const from = this.#ticks[Math.floor(tick) % KEPT_TICKS]?.get(id);
    const to = this.#ticks[(Math.floor(tick) + 1) % KEPT_TICKS]?.get(id);
    if (from === undefined || to === undefined) return null;
    const share = tick - Math.floor(tick);
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
  }
}
