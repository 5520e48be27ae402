import Phaser from "phaser";
import type { BodyConfig } from "../../shared/arena/config.ts";
import type { ArenaFrame } from "../arena/frame.ts";
import { rgb } from "./backdrop.ts";
import { type Baked, bake } from "./bake.ts";
import { PLANET } from "./glsl/planet.ts";
import { STAR } from "./glsl/star.ts";
import { LOOKS, surfaceShader } from "./glsl/surface.ts";
import { mix } from "./palette.ts";
import type { FxLevel, Stage } from "./stage.ts";

/** How far a body's picture reaches beyond its disc, radii. */
function reach(look: BodyConfig["look"]): number {
  return look === "star" ? 4.2 : look === "ringed" ? 2.35 : 1.75;
}

/** The colour of a body's air, by look: towards this from its own tint. */
const AIR: Record<BodyConfig["look"], readonly [tint: number, share: number]> = {
  star: [0xffffff, 0],
  rock: [0xffb070, 0.35],
  gas: [0xffd9a0, 0.3],
  ice: [0x6fd6ff, 0.7],
  lava: [0xff3a12, 0.7],
  ocean: [0x38c8ff, 0.75],
  ringed: [0xb68cff, 0.5],
};

/** Longitudes of a surface's picture, px; its height is half. Small bodies need less. */
function surfacePx(radiusPx: number, fx: FxLevel): number {
  const size = radiusPx > 100 ? 1024 : 512;
  return fx === "high" ? size : size / 2;
}

/** Seconds of one turn on its own axis. */
const SPIN_S = 260;

interface BodyLook {
  readonly config: BodyConfig;
  quad: Phaser.GameObjects.Shader | null;
  surface: Baked | null;
  x: number;
  y: number;
}

/** The star, planets and moons. Surfaces are baked when a body first comes near. */
export class Bodies {
  readonly #layer: Phaser.GameObjects.Layer;
  readonly #clouds: Baked;
  #bodies: BodyLook[] = [];
  #stage: Stage | null = null;

  constructor(
    readonly scene: Phaser.Scene,
    readonly fx: FxLevel,
  ) {
    const size = fx === "high" ? 1024 : 512;
    this.#clouds = bake(scene, "surface-clouds", "clouds", size, size / 2, surfaceShader("clouds"), {
      uSeed: 2.5,
      uTint: [1, 1, 1],
    });
    this.#layer = scene.add.layer();
  }

  update(stage: Stage, frame: ArenaFrame): void {
    this.#stage = stage;
    if (!frame.config) return;
    const { bodies } = frame.config.map;
    if (this.#bodies.length !== bodies.length || this.#bodies[0]?.config !== bodies[0]) this.#replace(bodies);
    for (let i = 0; i < bodies.length; i++) {
      const body = this.#bodies[i];
      const place = frame.bodies[i];
      body.x = place.x;
      body.y = place.y;
      const seen = stage.sees(place.x, place.y, body.config.radiusPx * reach(body.config.look));
      if (seen && !body.quad) this.#show(body, i);
      if (!body.quad) continue;
      body.quad.setVisible(seen);
      if (seen) body.quad.setPosition(place.x, place.y);
    }
  }

  restore(): void {
    this.#clouds.render();
    for (const body of this.#bodies) body.surface?.render();
  }

  destroy(): void {
    this.#replace([]);
    this.#clouds.destroy();
  }

  #replace(configs: readonly BodyConfig[]): void {
    for (const body of this.#bodies) {
      body.quad?.destroy();
      body.surface?.destroy();
    }
    this.#bodies = configs.map((config) => ({ config, quad: null, surface: null, x: 0, y: 0 }));
  }

  #show(body: BodyLook, index: number): void {
    const { look, radiusPx, tint } = body.config;
    const size = surfacePx(radiusPx, this.fx);
    const spread = reach(look);
    body.surface = bake(this.scene, `surface-${look}`, `surface${index}`, size, size / 2, surfaceShader(look), {
      uSeed: index * 1.37 + 0.6,
      uTint: rgb(tint),
    });
    const light = [0, 0, 1];
    const [airTint, share] = AIR[look];
    const tilt = ((index * 2.399) % 1.2) - 0.6;
    body.quad = new Phaser.GameObjects.Shader(
      this.scene,
      {
        name: look === "star" ? "star" : "planet",
        fragmentSource: look === "star" ? STAR : PLANET,
        initialUniforms: {
          uSurface: 0,
          uClouds: 1,
          uLook: LOOKS[look],
          uTint: rgb(tint),
          uAir: rgb(mix(tint, airTint, share)),
          uTilt: look === "ringed" ? -0.42 : tilt,
          uReach: spread,
        },
        setupUniforms: (set: (name: string, value: unknown) => void) => {
          const stage = this.#stage;
          if (!stage) return;
          const away = Math.sqrt(body.x * body.x + body.y * body.y) || 1;
          light[0] = -body.x / away;
          light[1] = -body.y / away;
          light[2] = 0.34;
          set("uLight", light);
          set("uTime", stage.timeS % 3600);
          set("uTurn", ((stage.timeS / SPIN_S) * (1 + (index % 3) * 0.4)) % 1);
          set("uPixel", 1 / (radiusPx * stage.scale));
          set("uDetail", stage.fx === "high" ? 1 : 0);
        },
      },
      body.x,
      body.y,
      radiusPx * spread * 2,
      radiusPx * spread * 2,
      [body.surface.texture, this.#clouds.texture],
    );
    this.#layer.add(body.quad);
  }
}
