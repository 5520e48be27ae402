import { HULLS } from "../../../../shared/games/arena/data/hulls.ts";
import type { ArenaFrame, ShipView } from "../model/frame.ts";
import { hullArt, hullUnitPx } from "./art/hulls.ts";
import type { Frame } from "./atlas.ts";
import type { Effects } from "./effects.ts";
import { allegiance, type Colour, dim, mix, SHIELD, WHITE } from "./palette.ts";
import type { RenderContext } from "./render-context.ts";
import { Trail } from "./trails.ts";

/** The visual state of a ship, kept between frames. */
export interface ShipVisualState {
  seat: number;
  angle: number;
  /** Bank angle in a turn, −1 … 1. */
  bank: number;
  /** 0 … 1, eased. */
  heat: number;
  /** Seconds since it was last hit, and from which side. */
  hitAgoS: number;
  hitAngle: number;
  hitOnShield: boolean;
  hurtAgoS: number;
  armor: number;
  seenAt: number;
  readonly trail: Trail;
}

const STEALTH = 0.45;
const FLASH_S = 0.34;
/** A docked ship looks smaller than one that flies over the station. */
const DOCKED_SIZE = 0.78;
const MAX_SPARE = 64;

/** Draws hulls with their light: aura, engine flames, trails, shields. */
export class ShipRenderer {
  readonly #hulls: Frame[];
  readonly #auras: Frame[];
  readonly #flame: Frame;
  readonly #line: Frame;
  readonly #glow: Frame;
  readonly #shield: Frame;
  readonly #impact: Frame;
  readonly #hexes: Frame;
  readonly #memories = new Map<number, ShipVisualState>();
  readonly #bySeat = new Map<number, ShipView>();
  readonly #spare: ShipVisualState[] = [];
  #frameNumber = 0;

  constructor(
    readonly stage: RenderContext,
    readonly effects: Effects,
  ) {
    const { atlas } = stage;
    this.#hulls = atlas.series("hull");
    this.#auras = atlas.series("aura");
    this.#flame = atlas.frame("flame");
    this.#line = atlas.frame("line");
    this.#glow = atlas.frame("glow");
    this.#shield = atlas.frame("shield");
    this.#impact = atlas.frame("impact");
    this.#hexes = atlas.frame("hexes");
  }

  /** The ship of a seat in the last frame; undefined: none. */
  shipOfSeat(seat: number): ShipView | undefined {
    return this.#bySeat.get(seat);
  }

  visualStateOf(id: number): ShipVisualState | undefined {
    return this.#memories.get(id);
  }

  /** Marks a ship as hit at a place. */
  hit(seat: number, x: number, y: number, onShield: boolean): void {
    const ship = this.#bySeat.get(seat);
    const memory = ship && this.#memories.get(ship.id);
    if (!ship || !memory) return;
    memory.hitAgoS = 0;
    memory.hitOnShield = onShield;
    memory.hitAngle = Math.atan2(y - ship.y, x - ship.x);
  }

  /** Updates the set of ships. Call it before events are shown. */
  collectShips(frame: ArenaFrame): void {
    this.#bySeat.clear();
    for (let i = 0; i < frame.ships.count; i++) {
      const ship = frame.ships.items[i];
      this.#bySeat.set(ship.seat, ship);
      let memory = this.#memories.get(ship.id);
      if (!memory) {
        memory = this.#spare.pop() ?? newMemory();
        Object.assign(memory, FRESH, { seat: ship.seat, angle: ship.angle, armor: ship.armor });
        memory.trail.clear();
        this.#memories.set(ship.id, memory);
      }
      memory.seenAt = this.#frameNumber;
    }
  }

  update(frame: ArenaFrame): void {
    const { count, items } = frame.ships;
    // The own ship is drawn last, on top.
    for (let i = 0; i < count; i++) if (!items[i].own) this.#show(items[i]);
    for (let i = 0; i < count; i++) if (items[i].own) this.#show(items[i]);
    for (const [id, memory] of this.#memories) {
      if (memory.seenAt === this.#frameNumber) continue;
      this.#memories.delete(id);
      if (this.#spare.length < MAX_SPARE) this.#spare.push(memory);
    }
    this.#frameNumber++;
  }

  #show(ship: ShipView): void {
    const memory = this.#memories.get(ship.id);
    if (memory) this.#stamp(ship, memory);
  }

  #stamp(ship: ShipView, memory: ShipVisualState): void {
    const { stage } = this;
    const dt = stage.dtS;
    const turned = Math.atan2(Math.sin(ship.angle - memory.angle), Math.cos(ship.angle - memory.angle));
    memory.angle = ship.angle;
    const lean = dt > 0 ? Math.max(-1, Math.min(1, turned / dt / 3.6)) : 0;
    memory.bank += (lean - memory.bank) * (1 - Math.exp(-dt * 9));
    const wanted = ship.docked ? 0 : ship.boosting ? 1 : ship.thrusting ? 0.62 : 0;
    memory.heat += (wanted - memory.heat) * (1 - Math.exp(-dt * (wanted > memory.heat ? 16 : 7)));
    memory.hitAgoS += dt;
    memory.hurtAgoS = ship.armor < memory.armor - 0.001 ? 0 : memory.hurtAgoS + dt;
    memory.armor = ship.armor;

    const unit = hullUnitPx(ship.hull);
    if (!stage.isVisible(ship.x, ship.y, unit * 12)) {
      memory.trail.clear();
      return;
    }
    const colour = allegiance(ship);
    this.#engines(ship, memory, unit, colour);
    const fade = ship.online ? 1 : STEALTH;
    const flash = memory.hitAgoS < 0.06 ? 1 : 0;
    const size = ship.docked ? DOCKED_SIZE : 1;
    const across = size * (1 - 0.3 * Math.abs(memory.bank));
    const light = flash ? WHITE : mix(colour, WHITE, ship.own ? 0.42 : 0.3);
    const dark = flash ? dim(colour, 0.6) : dim(colour, 0.13);
    const { hull } = ship;
    const aura = (ship.own ? 1 : 0.85) * fade * (1 + flash);
    stage.glow.stamp(this.#glow, ship.x, ship.y, 0, unit / 17, unit / 17, colour, 0.2 * fade);
    stage.glow.stamp(this.#auras[hull], ship.x, ship.y, ship.angle, size, across, colour, aura);
    stage.hulls.stamp(this.#hulls[hull], ship.x, ship.y, ship.angle, size, across, light, fade, dark);
    this.#bubble(ship, memory, unit, colour);
    if (!ship.docked && ship.armor < 0.35) this.effects.smoke(ship, unit);
  }

  #engines(ship: ShipView, memory: ShipVisualState, unit: number, colour: Colour): void {
    const { stage } = this;
    const c = Math.cos(ship.angle);
    const s = Math.sin(ship.angle);
    const art = hullArt(ship.hull);
    const { heat } = memory;
    const tail = unit * 0.95;
    const [tx, ty] = [ship.x - c * tail, ship.y - s * tail];
    if (ship.docked) memory.trail.clear();
    else memory.trail.add(tx, ty, heat, stage.dtS);
    const burn = heat > 0.75 ? mix(colour, WHITE, (heat - 0.75) * 1.6) : colour;
    const length = stage.fx === "high" ? 22 : 12;
    memory.trail.stamp(stage.glow, this.#line, tx, ty, heat, unit * 1.15, dim(burn, 0.62), length);
    if (stage.fx === "high")
      memory.trail.stamp(stage.glow, this.#line, tx, ty, heat, unit * 0.4, dim(mix(burn, WHITE, 0.6), 0.75), 12);
    if (heat < 0.03) return;
    const flicker = 0.86 + 0.14 * Math.sin(stage.timeS * 71 + ship.id) + 0.08 * Math.sin(stage.timeS * 113);
    for (const [nx, ny, width] of art.nozzles) {
      const x = ship.x + (c * nx - s * ny) * unit;
      const y = ship.y + (s * nx + c * ny) * unit;
      const long = unit * (0.022 + 0.04 * heat) * flicker;
      const wide = (width * unit * (0.8 + 0.5 * heat)) / 13;
      const back = 22 * long;
      stage.glow.stamp(this.#flame, x - c * back, y - s * back, ship.angle, long, wide, WHITE, 0.95, burn);
      stage.glow.stamp(this.#glow, x, y, 0, 0.34 * wide + 0.1, 0.34 * wide + 0.1, burn, 0.7 * heat * flicker);
    }
    this.effects.exhaust(ship, heat, tx, ty, colour);
  }

  #bubble(ship: ShipView, memory: ShipVisualState, unit: number, colour: Colour): void {
    const { light, timeS } = this.stage;
    const size = (unit * 2.05) / 34;
    if (ship.guarded && !ship.docked) {
      const breath = 0.5 + 0.5 * Math.sin(timeS * 5);
      light.stamp(
        this.#hexes,
        ship.x,
        ship.y,
        timeS * 0.5,
        size,
        size,
        WHITE,
        0.34 + 0.22 * breath,
        mix(colour, SHIELD, 0.5),
      );
    }
    if (memory.hitAgoS > FLASH_S) return;
    const left = 1 - memory.hitAgoS / FLASH_S;
    if (!memory.hitOnShield) return;
    light.stamp(this.#impact, ship.x, ship.y, memory.hitAngle, size, size, WHITE, left, SHIELD);
    light.stamp(this.#shield, ship.x, ship.y, 0, size, size, SHIELD, 0.34 * left * left);
  }
}

const FRESH = { bank: 0, heat: 0, hitAgoS: 9, hitAngle: 0, hitOnShield: false, hurtAgoS: 99 };

function newMemory(): ShipVisualState {
  return { ...FRESH, seat: -1, angle: 0, armor: 1, seenAt: 0, trail: new Trail() };
}

/** Radius within which a shot counts as leaving this ship, px. */
export function muzzleReachPx(hull: number): number {
  return HULLS[hull % HULLS.length].radiusPx + 62;
}
