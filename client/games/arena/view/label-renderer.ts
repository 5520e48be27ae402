import type Phaser from "phaser";
import { PLAYER_KIND } from "../../../../shared/games/arena/world.ts";
import type { ArenaFrame, ShipView } from "../model/frame.ts";
import { ARC_STEPS } from "./art/effects.ts";
import { hullUnitPx } from "./art/hulls.ts";
import type { Frame } from "./atlas.ts";
import { NameSheet } from "./name-sheet.ts";
import { allegiance, mix, SHIELD, WHITE } from "./palette.ts";
import { Plane } from "./plane.ts";
import type { RenderContext } from "./render-context.ts";
import type { ShipRenderer } from "./ship-renderer.ts";

/** Time for which a hit ship shows its arcs, s. */
const ARCS_S = 6;

/** Draws names under ships, and arcs of shield and armor under damaged ones. */
export class LabelRenderer {
  readonly #sheet: NameSheet;
  readonly #names: Plane;
  readonly #arcs: Frame[];

  constructor(
    readonly stage: RenderContext,
    readonly ships: ShipRenderer,
    scene: Phaser.Scene,
  ) {
    this.#sheet = new NameSheet(scene.textures, scene.renderer as Phaser.Renderer.WebGL.WebGLRenderer);
    this.#names = new Plane(scene, this.#sheet.texture, false, 200);
    this.#arcs = stage.atlas.series("arc");
  }

  update(frame: ArenaFrame): void {
    this.#names.begin(this.stage.camera.view);
    for (let i = 0; i < frame.ships.count; i++) {
      const ship = frame.ships.items[i];
      if (ship.own || ship.docked || !this.stage.isVisible(ship.x, ship.y, 80)) continue;
      this.#label(ship);
    }
    this.#sheet.flush();
  }

  restore(): void {
    this.#sheet.restore();
  }

  destroy(): void {
    this.#sheet.destroy();
  }

  #label(ship: ShipView): void {
    const colour = allegiance(ship);
    const unit = hullUnitPx(ship.hull);
    const memory = this.ships.visualStateOf(ship.id);
    const hurt = memory ? Math.max(0, 1 - Math.max(0, Math.min(memory.hurtAgoS, memory.hitAgoS) - ARCS_S + 1)) : 0;
    const y = ship.y + unit * 1.5;
    const { marks } = this.stage;
    if (hurt > 0 || ship.armor < 0.995) {
      const alpha = Math.max(hurt, 0.45);
      const scale = unit / 20;
      marks.stamp(this.#arcs[step(ship.armor)], ship.x, y, 0, scale, scale, mix(colour, WHITE, 0.25), alpha, 0x05070c);
      marks.stamp(this.#arcs[step(ship.shield)], ship.x, y + 5, 0, scale * 1.1, scale * 1.1, SHIELD, alpha, 0x05070c);
    }
    if (ship.name === "") return;
    const name = this.#sheet.frameOf(ship.name);
    if (!name) return;
    const size = 1 / Math.max(0.75, this.stage.camera.view.zoom);
    const alpha = ship.kind === PLAYER_KIND.person ? 0.95 : 0.7;
    this.#names.stamp(name, ship.x, y + 17 + 6 * size, 0, size, size, mix(colour, WHITE, 0.35), alpha, 0);
  }
}

function step(part: number): number {
  if (part <= 0) return 0;
  return Math.max(1, Math.min(ARC_STEPS, Math.round(part * ARC_STEPS)));
}
