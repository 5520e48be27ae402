import type { Event } from "../../../../shared/games/arena/event.ts";
import { isKillcamActive, KILLCAM, killcamPosition } from "../../../../shared/games/arena/killcam.ts";
import { CameraPan } from "./camera-pan.ts";
import type { ArenaFrame, ShipView } from "./frame.ts";

const PAN_S = 0.3;

/** Where the camera of someone in the arena is: on their own ship, or where it was lost, and from there after their killer. */
export class OwnCamera {
  readonly #pan = new CameraPan(PAN_S);
  readonly #lost = { x: 0, y: 0 };
  readonly #at = { x: 0, y: 0 };
  #lostAt = 0;
  /** The seat of who did it; −1: nobody. */
  #killer = -1;
  #following = false;
  #flew = false;

  /** @param tick the present */
  onEvent(event: Event, ownSeat: number, tick: number): void {
    if (event.type !== "death" || event.seat !== ownSeat) return;
    this.#killer = event.by === ownSeat ? -1 : event.by;
    this.#lostAt = tick;
  }

  /** Sets the frame's focus, when its ships are there. */
  update(frame: ArenaFrame, passedS: number): void {
    const { focus, ownShip } = frame;
    if (ownShip !== null) {
      // A ship is never left; only whoever looked after someone else comes back to it.
      if (this.#following) this.#pan.startPan();
      this.#following = false;
      this.#flew = true;
      this.#pan.follow(focus, ownShip.x, ownShip.y, passedS);
      focus.vx = ownShip.vx;
      focus.vy = ownShip.vy;
      this.#lost.x = ownShip.x;
      this.#lost.y = ownShip.y;
      return;
    }
    focus.vx = focus.vy = 0;
    if (this.#flew) this.#pan.cut();
    this.#flew = false;
    const killer = this.#killer >= 0 && isKillcamActive(this.#lostAt, frame.tick) ? shipOf(frame, this.#killer) : null;
    if (killer === null) return;
    if (!this.#following) this.#pan.startPan();
    this.#following = true;
    killcamPosition(this.#lost, killer, KILLCAM.reachPx, this.#at);
    this.#pan.follow(focus, this.#at.x, this.#at.y, passedS);
  }
}

function shipOf({ ships }: ArenaFrame, seat: number): ShipView | null {
  for (let i = 0; i < ships.count; i++) if (ships.items[i].seat === seat) return ships.items[i];
  return null;
}
