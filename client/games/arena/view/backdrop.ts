import Phaser from "phaser";
import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import { type Baked, bake } from "./bake.ts";
import { BACKDROP, NEBULA } from "./glsl/backdrop.ts";
import { isLinked } from "./programs.ts";
import type { FxLevel, RenderContext } from "./render-context.ts";

const SKY_PX = { high: 1024, low: 256 } as const satisfies Record<FxLevel, number>;

export function rgb(tint: number): number[] {
  return [(tint >> 16) / 255, ((tint >> 8) & 255) / 255, (tint & 255) / 255];
}

/** The sky: baked gas and live stars, in one pass over the whole screen. */
export class Backdrop {
  readonly #sky: Baked;
  readonly #quad: Phaser.GameObjects.Shader;
  #starTint = [1, 0.8, 0.5];
  #stage: RenderContext | null = null;

  constructor(scene: Phaser.Scene, fx: FxLevel) {
    const warm = [0.9, 0.42, 0.16];
    this.#sky = bake(scene, "nebula", "sky", SKY_PX[fx], SKY_PX[fx], NEBULA, { uSeed: 4.2, uWarm: warm });
    const centre = [0, 0];
    const half = [1, 1];
    this.#quad = new Phaser.GameObjects.Shader(
      scene,
      {
        name: "backdrop",
        fragmentSource: BACKDROP,
        initialUniforms: { uSky: 0 },
        setupUniforms: (set: (name: string, value: unknown) => void) => {
          const stage = this.#stage;
          if (!stage) return;
          const { camera } = stage;
          centre[0] = camera.x;
          centre[1] = camera.y;
          half[0] = camera.view.width / 2;
          half[1] = camera.view.height / 2;
          set("uCentre", centre);
          set("uHalf", half);
          set("uScale", stage.scale);
          set("uTime", stage.timeS % 3600);
          set("uStarTint", this.#starTint);
          set("uFine", stage.fx === "high" ? 1 : 0);
        },
      },
      0,
      0,
      2,
      2,
      [this.#sky.texture],
    );
    scene.add.existing(this.#quad).setVisible(false);
    isLinked(this.#quad.renderNode);
  }

  /** Draws what is missing. Returns whether it can be shown. */
  prepare(): boolean {
    return this.#sky.draw() && isLinked(this.#quad.renderNode);
  }

  update(stage: RenderContext, config: ArenaConfig | null): void {
    this.#stage = stage;
    const { x, y, view } = stage.camera;
    this.#quad
      .setPosition(x, y)
      .setScale(view.width / 2, view.height / 2)
      .setVisible(true);
    if (config) this.#starTint = rgb(config.map.bodies[0].tint);
  }

  restore(): void {
    this.#sky.restore();
  }

  destroy(): void {
    this.#sky.destroy();
  }
}
