import type { Event } from "../../../../shared/games/arena/event.ts";
import { isKillcamActive, KILLCAM, killcamPosition } from "../../../../shared/games/arena/killcam.ts";
import { CameraPan } from "./camera-pan.ts";
import type { ArenaFrame, ShipView } from "./frame.ts";

const PAN_S = 0.3;

/** The camera of a player: on the own ship; after its loss, at the place of the loss or on the killer. */
export class OwnCamera {
  readonly #pan = new CameraPan(PAN_S);
  readonly #lostPlace = { x: 0, y: 0 };
  readonly #at = { x: 0, y: 0 };
  #lostAtTick = 0;
  /** Seat of the killer; −1: nobody. */
  #killer = -1;
  #following = false;
  #hadShip = false;

  /** @param tick the present */
  onEvent(event: Event, ownSeat: number, tick: number): void {
    if (event.type !== "death" || event.seat !== ownSeat) return;
    this.#killer = event.by === ownSeat ? -1 : event.by;
    this.#lostAtTick = tick;
  }

  /** Sets the frame's focus; call it when the frame has its ships. */
  update(frame: ArenaFrame, passedS: number): void {
    const { focus, ownShip } = frame;
    if (ownShip !== null) {
      // Pan only when coming back from the killer.
      if (this.#following) this.#pan.startPan();
      this.#following = false;
      this.#hadShip = true;
      this.#pan.follow(focus, ownShip.x, ownShip.y, passedS);
      focus.vx = ownShip.vx;
      focus.vy = ownShip.vy;
      this.#lostPlace.x = ownShip.x;
      this.#lostPlace.y = ownShip.y;
      return;
    }
    focus.vx = focus.vy = 0;
    if (this.#hadShip) this.#pan.cut();
    this.#hadShip = false;
    const killer =
      this.#killer >= 0 && isKillcamActive(this.#lostAtTick, frame.tick) ? shipOf(frame, this.#killer) : null;
    if (killer === null) return;
    if (!this.#following) this.#pan.startPan();
    this.#following = true;
    killcamPosition(this.#lostPlace, killer, KILLCAM.reachPx, this.#at);
    this.#pan.follow(focus, this.#at.x, this.#at.y, passedS);
  }
}

function shipOf({ ships }: ArenaFrame, seat: number): ShipView | null {
  for (let i = 0; i < ships.count; i++) if (ships.items[i].seat === seat) return ships.items[i];
  return null;
}
