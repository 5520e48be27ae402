import type { ArenaFrame } from "../../../client/games/arena/model/frame.ts";
import { hullOf } from "../../../shared/games/arena/data/hulls.ts";
import { distanceToLine } from "../geometry.ts";

/** After this long in cover, a player expects not to be hit: 150 ms. */
const FAIR_TICKS = 9;
const KEPT_TICKS = 256;

/** How long a player has been in cover from another, on the player's own screen. */
export class Cover {
  readonly #seat: number;
  readonly #body: number;
  /** Ticks in cover, by the tick drawn. */
  readonly #ticks = new Int32Array(KEPT_TICKS);
  #tick = -1;
  #covered = 0;

  /** @param seat of the hunter @param body index of the body that gives cover */
  constructor(seat: number, body: number) {
    this.#seat = seat;
    this.#body = body;
  }

  seen({ tick: drawn, ownShip, ships, bodies, config }: ArenaFrame): void {
    const hunter = ships.items.slice(0, ships.count).find(({ seat }) => seat === this.#seat);
    const tick = Math.floor(drawn);
    const passed = Math.max(0, tick - this.#tick);
    this.#tick = tick;
    const isIn =
      ownShip !== null &&
      hunter !== undefined &&
      config !== null &&
      distanceToLine(bodies[this.#body], hunter, ownShip) <
        config.map.bodies[this.#body].radiusPx - hullOf(ownShip.hull).radiusPx;
    this.#covered = isIn ? this.#covered + passed : 0;
    for (let at = tick - Math.min(passed, KEPT_TICKS) + 1; at <= tick; at++)
      this.#ticks[at % KEPT_TICKS] = Math.max(0, this.#covered - (tick - at));
  }

  /** Whether a hit at this tick came to someone who had all of the ship in cover for long. */
  isUnfair(tick: number): boolean {
    return tick <= this.#tick && this.#ticks[tick % KEPT_TICKS] > FAIR_TICKS;
  }
}
