import { PLAYER_KIND } from "../../../../shared/games/arena/world.ts";
import type { Tick } from "../../../../shared/machine.ts";
import { firstIndexAt } from "../../../replay/recording.ts";
import { CameraPan } from "../model/camera-pan.ts";
import type { ArenaFrame, ShipView } from "../model/frame.ts";
import type { Kill } from "./recording-scan.ts";

/** What the camera follows: the action, one seat's ships, or nothing. */
export type FollowTarget =
  | { readonly what: "action" }
  | { readonly what: "seat"; readonly seat: number }
  | { readonly what: "free" };

/** How long before a kill the camera follows the killer, and how long after it, s at speed 1. */
const BEFORE_S = 5;
const AFTER_S = 1.6;
const PAN_S = 0.22;

const MIN_ZOOM = 0.4;
const MAX_ZOOM = 2.2;
const ZOOM_S = 0.12;

/** Moves a replay's camera. */
export class ReplayCamera {
  readonly #kills: readonly Kill[];
  readonly #tickHz: number;
  readonly #focus = { x: 0, y: 0 };
  readonly #pan = new CameraPan(PAN_S);
  #follow: FollowTarget = { what: "action" };
  /** The seat whose ship the camera follows; −1: none. */
  #seat = -1;
  /** Stays with this seat up to this tick, when following the action. */
  #until: Tick = -1;
  #started = false;
  #zoom = 1;

  constructor(kills: readonly Kill[], tickHz: number) {
    this.#kills = kills;
    this.#tickHz = tickHz;
  }

  get follow(): FollowTarget {
    return this.#follow;
  }

  /** The seat whose ship it follows now; −1: none. */
  get seat(): number {
    return this.#follow.what === "free" ? -1 : this.#seat;
  }

  set follow(follow: FollowTarget) {
    this.#follow = follow;
    this.#until = -1;
    if (follow.what === "seat") this.#switchTo(follow.seat);
  }

  /** Moves the camera by px of the world, and stops following. */
  move(x: number, y: number): void {
    if (this.#follow.what !== "free") this.follow = { what: "free" };
    this.#focus.x += x;
    this.#focus.y += y;
  }

  /** @param factor above 1: closer */
  zoom(factor: number): void {
    this.#zoom = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, this.#zoom * factor));
  }

  /** The recording has jumped: cut instead of panning. */
  onJump(): void {
    this.#until = -1;
    this.#pan.cut();
  }

  /** Sets the frame's focus. @param speed playback speed */
  update(frame: ArenaFrame, speed: number, passedS: number): void {
    const { focus, config } = frame;
    if (this.#follow.what === "action" || !this.#started) this.#choose(frame, speed);
    this.#started = true;
    const ship = this.#follow.what === "free" ? undefined : shipOf(frame, this.#seat);
    // Without a ship the camera stays where it is.
    if (ship !== undefined) this.#pan.follow(this.#focus, ship.x, ship.y, passedS);
    const limit = config === null ? Number.POSITIVE_INFINITY : config.map.radiusPx;
    focus.x = this.#focus.x = clamp(this.#focus.x, limit);
    focus.y = this.#focus.y = clamp(this.#focus.y, limit);
    focus.zoom += (this.#zoom - focus.zoom) * (1 - Math.exp(-passedS / ZOOM_S));
    focus.vx = ship?.vx ?? 0;
    focus.vy = ship?.vy ?? 0;
  }

  #switchTo(seat: number): void {
    if (seat === this.#seat) return;
    this.#seat = seat;
    this.#pan.startPan();
  }

  #choose(frame: ArenaFrame, speed: number): void {
    const { tick } = frame;
    const ticksPerS = this.#tickHz * Math.max(1, speed);
    if (tick <= this.#until && shipOf(frame, this.#seat) !== undefined) return;
    for (let i = firstIndexAt(this.#kills, tick); i < this.#kills.length; i++) {
      const kill = this.#kills[i];
      if (kill.tick > tick + BEFORE_S * ticksPerS) break;
      const seat = kill.by < 0 ? kill.seat : kill.by;
      const personInvolved = kill.kind === PLAYER_KIND.person || kill.byKind === PLAYER_KIND.person;
      if (!personInvolved || shipOf(frame, seat) === undefined) continue;
      this.#switchTo(seat);
      this.#until = kill.tick + AFTER_S * ticksPerS;
      return;
    }
    if (tick <= this.#until || shipOf(frame, this.#seat) !== undefined) return;
    const { players } = frame;
    const best = players.items.find(
      ({ kind, seat }, i) => i < players.count && kind === PLAYER_KIND.person && shipOf(frame, seat) !== undefined,
    );
    const seat = best?.seat ?? (frame.ships.count > 0 ? frame.ships.items[0].seat : -1);
    if (seat >= 0) this.#switchTo(seat);
  }
}

function shipOf({ ships }: ArenaFrame, seat: number): ShipView | undefined {
  for (let i = 0; i < ships.count; i++) if (ships.items[i].seat === seat) return ships.items[i];
  return undefined;
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
