import Phaser from "phaser";
import type { BodyConfig } from "../../../../shared/games/arena/config.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { rgb } from "./backdrop.ts";
import { type Baked, bake } from "./bake.ts";
import { PLANET } from "./glsl/planet.ts";
import { STAR } from "./glsl/star.ts";
import { LOOKS, surfaceShader } from "./glsl/surface.ts";
import { mix } from "./palette.ts";
import { beginProgram, isLinked } from "./programs.ts";
import type { FxLevel, RenderContext } from "./render-context.ts";

/** Extent of a body's picture, radii of its disc. */
function reach(look: BodyConfig["look"]): number {
  return look === "star" ? 4.2 : look === "ringed" ? 2.35 : 1.75;
}

/** The colour of a body's air by look: a blend of its tint with this one. */
const AIR: Record<BodyConfig["look"], readonly [tint: number, share: number]> = {
  star: [0xffffff, 0],
  rock: [0xffb070, 0.35],
  gas: [0xffd9a0, 0.3],
  ice: [0x6fd6ff, 0.7],
  lava: [0xff3a12, 0.7],
  ocean: [0x38c8ff, 0.75],
  ringed: [0xb68cff, 0.5],
};

/** Width of a surface's picture, px; its height is half of it. Small bodies need less. */
function surfacePx(radiusPx: number, fx: FxLevel): number {
  const size = radiusPx > 100 ? 1024 : 512;
  return fx === "high" ? size : size / 2;
}

/** Duration of one rotation, s. */
const SPIN_S = 260;
/** Time over which a body fades in once its surface is ready, s. */
const APPEAR_S = 0.35;

interface BodyLook {
  readonly config: BodyConfig;
  quad: Phaser.GameObjects.Shader | null;
  surface: Baked | null;
  seen: boolean;
  /** Time at which its surface was ready, s; infinite: not yet. */
  shownAtS: number;
  x: number;
  y: number;
}

/**
 * Draws the star, planets and moons. A body's surface is baked when the body first comes near, and then the body fades
 * in.
 */
export class BodyRenderer {
  readonly #layer: Phaser.GameObjects.Layer;
  readonly #clouds: Baked;
  #bodies: BodyLook[] = [];
  #stage: RenderContext | null = null;

  /** Begins to compile the programs of all bodies. */
  static begin(scene: Phaser.Scene): void {
    beginProgram(scene, "surface-clouds", surfaceShader("clouds"));
    beginProgram(scene, "planet", PLANET);
    beginProgram(scene, "star", STAR);
  }

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

  /** Whether every body in view has appeared. */
  get isWhole(): boolean {
    const timeS = this.#stage?.timeS ?? 0;
    return this.#bodies.every(({ quad, seen, shownAtS }) => !seen || (quad !== null && timeS - shownAtS > APPEAR_S));
  }

  update(stage: RenderContext, frame: ArenaFrame): void {
    this.#stage = stage;
    if (!frame.config) return;
    const { bodies } = frame.config.map;
    if (this.#bodies.length !== bodies.length || this.#bodies[0]?.config !== bodies[0]) this.#replace(bodies);
    let busy = false;
    for (let i = 0; i < bodies.length; i++) {
      const body = this.#bodies[i];
      const place = frame.bodies[i];
      body.x = place.x;
      body.y = place.y;
      body.seen = stage.isVisible(place.x, place.y, body.config.radiusPx * reach(body.config.look));
      if (body.seen && !body.quad) this.#make(body, i);
      if (!body.quad) continue;
      // At most one surface per frame.
      if (body.seen && body.shownAtS === Number.POSITIVE_INFINITY && !busy && this.#prepare(body)) {
        body.shownAtS = stage.timeS;
        busy = true;
      }
      const shown = body.seen && body.shownAtS !== Number.POSITIVE_INFINITY;
      body.quad.setVisible(shown);
      if (shown) body.quad.setPosition(place.x, place.y);
    }
  }

  restore(): void {
    this.#clouds.restore();
    for (const body of this.#bodies) body.surface?.restore();
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
    this.#bodies = configs.map((config) => ({
      config,
      quad: null,
      surface: null,
      seen: false,
      shownAtS: Number.POSITIVE_INFINITY,
      x: 0,
      y: 0,
    }));
  }

  /** Draws what a body still needs. Returns whether it has everything. */
  #prepare({ quad, surface }: BodyLook): boolean {
    return this.#clouds.draw() && surface?.draw() === true && quad !== null && isLinked(quad.renderNode);
  }

  #make(body: BodyLook, index: number): void {
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
          set("uShown", Math.min(1, Math.max(0, (stage.timeS - body.shownAtS) / APPEAR_S)));
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
