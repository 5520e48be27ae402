import { ROCK_SIZES } from "../../../../shared/games/arena/data/rocks.ts";
import { WEAPON } from "../../../../shared/games/arena/data/weapons.ts";
import type { Event } from "../../../../shared/games/arena/event.ts";
import type { ArenaFrame } from "../model/frame.ts";
import type { BeamRenderer } from "./beam-renderer.ts";
import type { Effects } from "./effects.ts";
import { allegiance, type Colour, EMBER, WEAPON_TINTS, WHITE } from "./palette.ts";
import type { RenderContext } from "./render-context.ts";
import type { ShipRenderer } from "./ship-renderer.ts";

/** Shows events as light, debris and a shaken camera. */
export class EventEffects {
  constructor(
    readonly stage: RenderContext,
    readonly ships: ShipRenderer,
    readonly effects: Effects,
    readonly beams: BeamRenderer,
  ) {}

  show(frame: ArenaFrame, event: Event): void {
    const { effects, ships } = this;
    switch (event.type) {
      case "spawn":
        effects.warp(event.x, event.y, this.#colour(event.seat));
        return;
      case "beam":
        this.beams.fire(event, this.#colour(event.seat));
        return;
      case "hit": {
        const ship = ships.shipOfSeat(event.seat);
        const onShield = event.onShield * 2 >= event.damage;
        ships.hit(event.seat, event.x, event.y, onShield);
        const away = ship ? Math.atan2(event.y - ship.y, event.x - ship.x) : 0;
        const [vx, vy] = ship ? [ship.vx, ship.vy] : [0, 0];
        effects.hit(event.x, event.y, vx, vy, onShield, event.damage, this.#colour(event.seat), away);
        if (event.seat === frame.own.seat) this.#shake(0.22 + Math.min(0.5, event.damage / 90));
        return;
      }
      case "burst": {
        effects.burst(event.x, event.y, event.weapon, WEAPON_TINTS[event.weapon] || WHITE);
        const heavy = event.weapon === WEAPON.torpedo || event.weapon === WEAPON.mine;
        if (heavy) this.#shake(0.55 * effects.nearness(event.x, event.y));
        return;
      }
      case "bump":
        effects.bump(event.x, event.y, event.force);
        if (event.seat === frame.own.seat) this.#shake(Math.min(0.6, 0.15 + event.force / 60));
        return;
      case "death": {
        const ship = ships.shipOfSeat(event.seat);
        const [vx, vy] = ship ? [ship.vx, ship.vy] : [0, 0];
        effects.death(event.x, event.y, vx, vy, ship?.hull ?? 0, this.#colour(event.seat, EMBER));
        this.#shake(event.seat === frame.own.seat ? 1 : 0.6 * effects.nearness(event.x, event.y));
        return;
      }
      case "crack":
        effects.crack(event.x, event.y, ROCK_SIZES[event.size].radiusPx, event.ore);
        return;
      case "collect": {
        const ship = ships.shipOfSeat(event.seat);
        if (ship) effects.collect(ship.x, ship.y, ship.vx, ship.vy, event.ore);
        return;
      }
      case "dock":
      case "undock": {
        const station = frame.stations[event.station];
        if (station) effects.dock(station.x, station.y);
        return;
      }
      case "sale":
      case "roundStart":
      case "roundEnd":
        return;
    }
  }

  #shake(strength: number): void {
    this.stage.camera.shake(strength);
  }

  #colour(seat: number, otherwise: Colour = WHITE): Colour {
    const ship = this.ships.shipOfSeat(seat);
    return ship ? allegiance(ship) : otherwise;
  }
}
