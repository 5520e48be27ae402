import { WEAPON } from "../../../../shared/games/arena/data/weapons.ts";
import type { ArenaFrame, BoltView } from "../model/frame.ts";
import type { Frame } from "./atlas.ts";
import type { Effects } from "./effects.ts";
import { allegiance, type Colour, dim, mix, WEAPON_TINTS, WHITE } from "./palette.ts";
import type { RenderContext } from "./render-context.ts";
import { muzzleReachPx, type ShipRenderer } from "./ship-renderer.ts";

/** Time within which the server's bolt replaces a predicted one, s. */
const TAKEN_OVER_S = 1.2;

export type ShotListener = (weapon: number, x: number, y: number, own: boolean) => void;

/** Draws shots in flight, by weapon. A new one near its ship flashes at the muzzle and makes a sound. */
export class BoltRenderer {
  readonly #bolt: Frame;
  readonly #pellet: Frame;
  readonly #mine: Frame;
  readonly #torpedo: Frame;
  readonly #glow: Frame;
  readonly #flame: Frame;
  readonly #glint: Frame;
  readonly #halo: Frame;
  readonly #known = new Map<number, number>();
  #frameNumber = 0;
  #predictedAtS = -9;

  constructor(
    readonly stage: RenderContext,
    readonly ships: ShipRenderer,
    readonly effects: Effects,
    readonly onShot: ShotListener,
  ) {
    const { atlas } = stage;
    this.#bolt = atlas.frame("bolt");
    this.#pellet = atlas.frame("pellet");
    this.#mine = atlas.frame("mine");
    this.#torpedo = atlas.frame("torpedo");
    this.#glow = atlas.frame("glow");
    this.#flame = atlas.frame("flame");
    this.#glint = atlas.frame("glint");
    this.#halo = atlas.frame("halo");
  }

  update(frame: ArenaFrame): void {
    const now = ++this.#frameNumber;
    let scatterHeard = -1;
    for (let i = 0; i < frame.bolts.count; i++) {
      const bolt = frame.bolts.items[i];
      const ship = this.ships.shipOfSeat(bolt.seat);
      const colour = WEAPON_TINTS[bolt.weapon] || (ship ? allegiance(ship) : WHITE);
      if (!this.#known.has(bolt.id) && this.#leaves(bolt)) {
        const heard = bolt.weapon === WEAPON.scatter && scatterHeard === bolt.seat;
        if (!heard) this.onShot(bolt.weapon, bolt.x, bolt.y, bolt.own);
        if (bolt.weapon === WEAPON.scatter) scatterHeard = bolt.seat;
        this.effects.muzzle(bolt, ship, colour);
      }
      this.#known.set(bolt.id, now);
      if (this.stage.isVisible(bolt.x, bolt.y, 60)) this.#stamp(bolt, colour);
    }
    for (const [id, seen] of this.#known) if (seen !== now) this.#known.delete(id);
  }

  /** Whether a new bolt has just been fired. */
  #leaves(bolt: BoltView): boolean {
    if (bolt.own && bolt.id < 0) this.#predictedAtS = this.stage.timeS;
    else if (bolt.own && this.stage.timeS - this.#predictedAtS < TAKEN_OVER_S) return false;
    const ship = this.ships.shipOfSeat(bolt.seat);
    if (!ship) return false;
    const reach = muzzleReachPx(ship.hull);
    return (bolt.x - ship.x) ** 2 + (bolt.y - ship.y) ** 2 < reach * reach;
  }

  #stamp(bolt: BoltView, colour: Colour): void {
    const { light, hulls, glow, timeS } = this.stage;
    const { x, y } = bolt;
    const angle = Math.atan2(bolt.vy, bolt.vx);
    switch (bolt.weapon) {
      case WEAPON.scatter:
        light.stamp(this.#pellet, x, y, angle, 1.25, 0.8, WHITE, 1, colour);
        glow.stamp(this.#glow, x, y, 0, 0.26, 0.26, colour, 0.5);
        return;
      case WEAPON.torpedo: {
        const pulse = 0.8 + 0.2 * Math.sin(timeS * 30 + bolt.id);
        glow.stamp(this.#glow, x, y, 0, 0.9, 0.9, colour, 0.55 * pulse);
        glow.stamp(
          this.#flame,
          x - Math.cos(angle) * 30,
          y - Math.sin(angle) * 30,
          angle,
          0.9 * pulse,
          0.75,
          WHITE,
          1,
          colour,
        );
        hulls.stamp(this.#torpedo, x, y, angle, 1, 1, mix(colour, WHITE, 0.55), 1, dim(colour, 0.15));
        this.effects.wake(bolt, colour);
        return;
      }
      case WEAPON.mine: {
        const tint = bolt.own ? 0x54e8ff : colour;
        const blink = (timeS * 1.4 + bolt.id * 0.37) % 1;
        const on = blink < 0.14 ? 1 : Math.max(0, 0.5 - blink);
        glow.stamp(this.#glow, x, y, 0, 0.5 + on * 0.5, 0.5 + on * 0.5, tint, 0.22 + 0.6 * on);
        hulls.stamp(this.#mine, x, y, timeS * 0.8 + bolt.id, 1, 1, mix(tint, WHITE, 0.35), 1, dim(tint, 0.16));
        light.stamp(this.#halo, x, y, 0, 0.25 + blink * 0.5, 0.25 + blink * 0.5, WHITE, 0.4 * (1 - blink) ** 2, tint);
        if (on === 1) light.stamp(this.#glint, x, y, 0, 0.8, 0.8, WHITE, 1, tint);
        return;
      }
      default:
        light.stamp(this.#bolt, x, y, angle, bolt.own ? 1.15 : 1, 1, WHITE, 1, colour);
        glow.stamp(this.#glow, x, y, 0, 0.42, 0.42, colour, 0.4);
    }
  }
}
