import type { World } from "../../../shared/games/arena/world.ts";

/** The ranking of all taken seats, best first. Updated by {@link sort}, whose cost decides when. */
export class Scoreboard {
  readonly #world: World;
  readonly #most: number;
  readonly #order: number[] = [];
  /** Seats of the first few. */
  readonly best: number[] = [];
  /** Rank by seat, from 1; 0: the seat is free. */
  readonly ranks: Uint16Array;
  readonly #isBest: Uint8Array;

  constructor(world: World, most: number) {
    this.#world = world;
    this.#most = most;
    this.ranks = new Uint16Array(world.players.capacity);
    this.#isBest = new Uint8Array(world.players.capacity);
  }

  get count(): number {
    return this.#order.length;
  }

  isBest(seat: number): boolean {
    return this.#isBest[seat] === 1;
  }

  sort(): void {
    const { credits, kills, live, high } = this.#world.players;
    const order = this.#order;
    order.length = this.best.length = 0;
    for (let seat = 0; seat < high; seat++) if (live[seat] === 1) order.push(seat);
    order.sort((a, b) => credits[b] - credits[a] || kills[b] - kills[a] || a - b);
    this.ranks.fill(0);
    this.#isBest.fill(0);
    for (let i = 0; i < order.length; i++) {
      this.ranks[order[i]] = i + 1;
      if (i >= this.#most) continue;
      this.best.push(order[i]);
      this.#isBest[order[i]] = 1;
    }
  }
}
