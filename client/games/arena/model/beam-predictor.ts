import type { MapConfig } from "../../../../shared/games/arena/config.ts";
import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { ROCK_SIZES } from "../../../../shared/games/arena/data/rocks.ts";
import { weaponOf } from "../../../../shared/games/arena/data/weapons.ts";
import type { Event } from "../../../../shared/games/arena/event.ts";
import type { Helm } from "../../../../shared/games/arena/world.ts";
import { ONE } from "../../../../shared/math/fixed.ts";
import type { ArenaFrame } from "./frame.ts";
import { RADIANS } from "./motion.ts";

/** How long to wait for the server's event of a predicted beam. */
const WAIT_TICKS = 90;

/** Shows the player's own beams as they are fired, and drops the server's event of the same beam later. */
export class BeamPredictor {
  readonly #awaited: number[] = [];

  /** The event of a beam fired now. It ends at the first obstacle that the frame shows. */
  predict(helm: Helm, weapon: number, tick: number, map: MapConfig, frame: ArenaFrame): Event {
    this.#awaited.push(tick);
    const { rangePx, radiusPx } = weaponOf(weapon);
    const angle = helm.heading * RADIANS;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const x = helm.x / ONE;
    const y = helm.y / ONE;
    let reach = rangePx;
    const stop = (cx: number, cy: number, radius: number): void => {
      const along = (cx - x) * dx + (cy - y) * dy;
      const aside = (cx - x) * dy - (cy - y) * dx;
      if (along > 0 && Math.abs(aside) < radius)
        reach = Math.min(reach, Math.max(0, along - Math.sqrt(radius * radius - aside * aside)));
    };
    for (let i = 0; i < frame.ships.count; i++) {
      const ship = frame.ships.items[i];
      if (!ship.own && !ship.docked) stop(ship.x, ship.y, hullOf(ship.hull).radiusPx + radiusPx);
    }
    for (let i = 0; i < frame.rocks.count; i++) {
      const rock = frame.rocks.items[i];
      stop(rock.x, rock.y, ROCK_SIZES[rock.size].radiusPx + radiusPx);
    }
    for (let i = 0; i < map.bodies.length; i++) stop(frame.bodies[i].x, frame.bodies[i].y, map.bodies[i].radiusPx);
    const toX = Math.round(x + dx * reach);
    const toY = Math.round(y + dy * reach);
    return { type: "beam", seat: frame.own.seat, x: Math.round(x), y: Math.round(y), toX, toY };
  }

  /** Whether the own beam that the server reports at `tick` was predicted, and so shown already. */
  wasShown(tick: number): boolean {
    while (this.#awaited.length > 0 && tick - this.#awaited[0] > WAIT_TICKS) this.#awaited.shift();
    return this.#awaited.shift() !== undefined;
  }
}
