import type { Event } from "../../../shared/games/arena/event.ts";
import { isKillcamActive, KILLCAM, killcamPosition } from "../../../shared/games/arena/killcam.ts";
import type { World } from "../../../shared/games/arena/world.ts";
import { ONE } from "../../../shared/math/fixed.ts";

interface Viewpoint {
  /** px/65536 */
  readonly at: { x: number; y: number };
  readonly lost: { x: number; y: number };
  lostAt: number;
  /** The killer's seat; −1: nobody. */
  killer: number;
}

const REACH = KILLCAM.reachPx * ONE;

/** Each player's point of view: their ship, then its wreck, and for a while the killcam. */
export class Viewpoints {
  readonly #world: World;
  readonly #viewpoints: Viewpoint[];

  constructor(world: World) {
    this.#world = world;
    this.#viewpoints = Array.from({ length: world.players.capacity }, () => ({
      at: { x: 0, y: 0 },
      lost: { x: 0, y: 0 },
      lostAt: 0,
      killer: -1,
    }));
  }

  /** Must be called for every event, in its tick. */
  note(event: Event): void {
    if (event.type !== "death") return;
    const viewpoint = this.#viewpoints[event.seat];
    viewpoint.lostAt = this.#world.tick;
    viewpoint.killer = event.by === event.seat ? -1 : event.by;
  }

  read(seat: number, out: { x: number; y: number }): void {
    const { players, ships, tick } = this.#world;
    const viewpoint = this.#viewpoints[seat];
    const slot = players.ship[seat] - 1;
    if (slot >= 0) {
      viewpoint.lost.x = viewpoint.at.x = ships.x[slot];
      viewpoint.lost.y = viewpoint.at.y = ships.y[slot];
      viewpoint.killer = -1;
    } else if (viewpoint.killer >= 0 && isKillcamActive(viewpoint.lostAt, tick)) {
      const by = players.ship[viewpoint.killer] - 1;
      if (by >= 0) killcamPosition(viewpoint.lost, { x: ships.x[by], y: ships.y[by] }, REACH, viewpoint.at);
    }
    out.x = Math.round(viewpoint.at.x);
    out.y = Math.round(viewpoint.at.y);
  }
}
