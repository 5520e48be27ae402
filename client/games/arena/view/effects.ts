import { WEAPON } from "../../../../shared/games/arena/data/weapons.ts";
import type { BoltView, ShipView } from "../model/frame.ts";
import { hullUnitPx } from "./art/hulls.ts";
import { type Colour, EMBER, mix, oreTint, SHIELD, WHITE } from "./palette.ts";
import { type ParticleKinds, particleKinds } from "./particle-kinds.ts";
import type { RenderContext } from "./render-context.ts";

/** Draws sparks, flashes, blasts and smoke. Effects far from the view cost nothing. */
export class Effects {
  readonly #kinds: ParticleKinds;

  constructor(readonly stage: RenderContext) {
    this.#kinds = particleKinds(stage.atlas);
  }

  /** The number of particles to draw of `count` at this level of effects. */
  #few(count: number): number {
    return this.stage.fx === "high" ? count : Math.ceil(count * 0.35);
  }

  /** 0 far outside the view … 1 in its middle. */
  nearness(x: number, y: number): number {
    const { view, x: cx, y: cy } = this.stage.camera;
    const away = Math.sqrt((x - cx) ** 2 + (y - cy) ** 2);
    return Math.max(0, 1 - away / (view.width * 0.85));
  }

  muzzle(bolt: BoltView, ship: ShipView | undefined, colour: Colour): void {
    if (bolt.weapon === WEAPON.mine || !this.stage.isVisible(bolt.x, bolt.y, 80)) return;
    const { particles } = this.stage;
    const [vx, vy] = ship ? [ship.vx, ship.vy] : [0, 0];
    const angle = Math.atan2(bolt.vy - vy, bolt.vx - vx);
    const reach = ship ? hullUnitPx(ship.hull) * 1.5 : 0;
    const x = ship ? ship.x + Math.cos(angle) * reach : bolt.x;
    const y = ship ? ship.y + Math.sin(angle) * reach : bolt.y;
    particles.emit(this.#kinds.muzzle, x, y, vx, vy, colour, bolt.weapon === WEAPON.torpedo ? 0.6 : 0.34);
    particles.burst(this.#kinds.spark, this.#few(3), x, y, vx, vy, 190, colour, 0.5, angle, 0.5);
  }

  hit(
    x: number,
    y: number,
    vx: number,
    vy: number,
    onShield: boolean,
    damage: number,
    colour: Colour,
    away: number,
  ): void {
    if (!this.stage.isVisible(x, y, 100)) return;
    const { particles } = this.stage;
    const tint = onShield ? SHIELD : mix(EMBER, colour, 0.25);
    const size = Math.min(1.5, 0.55 + damage / 40);
    particles.emit(this.#kinds.flash, x, y, vx, vy, tint, 0.34 * size);
    particles.burst(this.#kinds.spark, this.#few(onShield ? 5 : 10), x, y, vx, vy, 330 * size, tint, 0.7, away, 1.1);
    if (!onShield)
      particles.burst(this.#kinds.shard, this.#few(2), x, y, vx, vy, 120, mix(colour, WHITE, 0.2), 0.5, away, 1.2);
  }

  /** A shot that burst: a blast for torpedoes and mines, a fizzle for others. */
  burst(x: number, y: number, weapon: number, colour: Colour): void {
    if (!this.stage.isVisible(x, y, 200)) return;
    const { particles } = this.stage;
    if (weapon === WEAPON.torpedo || weapon === WEAPON.mine) {
      this.#blast(x, y, 0, 0, weapon === WEAPON.torpedo ? 0.95 : 0.75, colour);
      return;
    }
    particles.emit(this.#kinds.flash, x, y, 0, 0, colour, 0.22);
    particles.burst(this.#kinds.spark, this.#few(5), x, y, 0, 0, 170, colour, 0.55);
  }

  death(x: number, y: number, vx: number, vy: number, hull: number, colour: Colour): void {
    if (!this.stage.isVisible(x, y, 400)) return;
    const { particles } = this.stage;
    const size = hullUnitPx(hull) / 20;
    this.#blast(x, y, vx * 0.5, vy * 0.5, size * 1.15, colour);
    particles.burst(
      this.#kinds.shard,
      this.#few(14),
      x,
      y,
      vx * 0.7,
      vy * 0.7,
      260,
      mix(colour, WHITE, 0.15),
      size * 0.9,
    );
    particles.burst(this.#kinds.ember, this.#few(26), x, y, vx * 0.6, vy * 0.6, 170, EMBER, size * 0.8);
    particles.emit(this.#kinds.wave, x, y, vx * 0.4, vy * 0.4, colour, size * 2.6);
  }

  crack(x: number, y: number, radius: number, ore: number): void {
    if (!this.stage.isVisible(x, y, 200)) return;
    const { particles } = this.stage;
    const colour = oreTint(ore);
    particles.burst(this.#kinds.dust, this.#few(9), x, y, 0, 0, radius * 2, 0x7f8ba8, radius / 34);
    particles.burst(this.#kinds.shard, this.#few(10), x, y, 0, 0, radius * 5, mix(0xaab4cc, colour, 0.35), radius / 40);
    particles.burst(this.#kinds.spark, this.#few(12), x, y, 0, 0, 300, colour, 0.8);
    particles.emit(this.#kinds.flash, x, y, 0, 0, colour, radius / 70);
    particles.emit(this.#kinds.wave, x, y, 0, 0, colour, radius / 40);
  }

  bump(x: number, y: number, force: number): void {
    if (!this.stage.isVisible(x, y, 60)) return;
    this.stage.particles.burst(this.#kinds.spark, this.#few(8), x, y, 0, 0, 130 + Math.min(200, force * 4), EMBER, 0.7);
  }

  /** A ship appears: light contracts. */
  warp(x: number, y: number, colour: Colour): void {
    if (!this.stage.isVisible(x, y, 200)) return;
    const { particles } = this.stage;
    particles.emit(this.#kinds.implode, x, y, 0, 0, colour, 1.5);
    particles.emit(this.#kinds.wave, x, y, 0, 0, colour, 2.1);
    particles.emit(this.#kinds.lance, x, y, 0, 0, colour, 1, -Math.PI / 2);
    particles.emit(this.#kinds.lance, x, y, 0, 0, colour, 0.6, 0);
    particles.emit(this.#kinds.flash, x, y, 0, 0, colour, 0.8);
    particles.burst(this.#kinds.spark, this.#few(18), x, y, 0, 0, 360, colour, 0.8);
  }

  collect(x: number, y: number, vx: number, vy: number, ore: number): void {
    const { particles } = this.stage;
    particles.emit(this.#kinds.implode, x, y, vx, vy, oreTint(ore), 0.55);
    particles.burst(this.#kinds.spark, this.#few(7), x, y, vx, vy, 150, oreTint(ore), 0.6);
  }

  dock(x: number, y: number): void {
    this.stage.particles.emit(this.#kinds.wave, x, y, 0, 0, 0x59ffa9, 2.4);
  }

  exhaust(ship: ShipView, heat: number, x: number, y: number, colour: Colour): void {
    const rate = (heat > 0.7 ? 46 : 13) * (this.stage.fx === "high" ? 1 : 0.3);
    if (Math.random() >= rate * this.stage.dtS) return;
    const back = ship.angle + Math.PI + (Math.random() - 0.5) * 0.5;
    const fast = 120 + 150 * heat * Math.random();
    const [vx, vy] = [ship.vx * 0.8 + Math.cos(back) * fast, ship.vy * 0.8 + Math.sin(back) * fast];
    this.stage.particles.emit(this.#kinds.ember, x, y, vx, vy, colour, 0.5 + heat * 0.3);
  }

  /** Smoke and sparks of a badly damaged ship. */
  smoke(ship: ShipView, unit: number): void {
    if (Math.random() >= 11 * this.stage.dtS) return;
    const angle = Math.random() * 6.283;
    const [x, y] = [ship.x + Math.cos(angle) * unit * 0.4, ship.y + Math.sin(angle) * unit * 0.4];
    const [vx, vy] = [ship.vx * 0.6, ship.vy * 0.6];
    this.stage.particles.emit(this.#kinds.fire, x, y, vx, vy, EMBER, 0.4);
    if (Math.random() < 0.4) this.stage.particles.burst(this.#kinds.spark, 2, x, y, vx, vy, 150, EMBER, 0.5);
  }

  wake(bolt: BoltView, colour: Colour): void {
    if (Math.random() >= 60 * this.stage.dtS) return;
    const size = 0.3 + 0.2 * Math.random();
    this.stage.particles.emit(this.#kinds.fire, bolt.x, bolt.y, bolt.vx * 0.15, bolt.vy * 0.15, colour, size);
  }

  #blast(x: number, y: number, vx: number, vy: number, size: number, colour: Colour): void {
    const { particles } = this.stage;
    particles.emit(this.#kinds.boom, x, y, vx, vy, mix(EMBER, colour, 0.25), size * 1.5);
    particles.burst(this.#kinds.fire, this.#few(13), x, y, vx, vy, 130 * size, EMBER, size * 1.1);
    particles.burst(this.#kinds.fire, this.#few(5), x, y, vx, vy, 70 * size, mix(EMBER, colour, 0.6), size * 1.5);
    particles.burst(this.#kinds.spark, this.#few(26), x, y, vx, vy, 560 * size, mix(EMBER, WHITE, 0.3), size);
    particles.emit(this.#kinds.wave, x, y, vx, vy, mix(colour, EMBER, 0.4), size * 1.8);
  }
}
