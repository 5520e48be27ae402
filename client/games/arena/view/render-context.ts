import type Phaser from "phaser";
import type { Atlas } from "./atlas.ts";
import { CameraRig } from "./camera.ts";
import { Particles } from "./particles.ts";
import { Plane } from "./plane.ts";

export type FxLevel = "high" | "low";

/** The views' shared state: the layers, from back to front, and the time. */
export class RenderContext {
  readonly camera = new CameraRig();
  readonly particles: Particles;
  /** Additive, behind all solid objects: orbits, reaches. */
  readonly lines: Plane;
  /** Stations and rocks. */
  readonly ground: Plane;
  /** Additive, between those and the ships: trails, flames, auras, veins. */
  readonly glow: Plane;
  readonly hulls: Plane;
  /** Additive, above everything: bolts, sparks, shields. */
  readonly light: Plane;
  readonly marks: Plane;
  fx: FxLevel;
  timeS = 0;
  dtS = 0;
  /** Device px per world px. */
  scale = 1;

  /** @param bodies creates the layer between the lines and the ground */
  constructor(
    readonly scene: Phaser.Scene,
    readonly atlas: Atlas,
    fx: FxLevel,
    bodies: () => void,
  ) {
    this.fx = fx;
    const plane = (additive: boolean, capacity: number) => new Plane(scene, atlas.texture, additive, capacity);
    this.lines = plane(true, 1200);
    bodies();
    this.ground = plane(false, 600);
    this.glow = plane(true, 4000);
    this.hulls = plane(false, 1600);
    this.light = plane(true, 4000);
    this.marks = plane(false, 800);
    this.particles = new Particles(atlas);
  }

  begin(): void {
    const view = this.camera.view;
    for (const plane of [this.lines, this.ground, this.glow, this.hulls, this.light, this.marks]) plane.begin(view);
  }

  /** Whether a circle is in view. */
  isVisible(x: number, y: number, radius: number): boolean {
    const view = this.camera.view;
    return (
      x + radius > view.x &&
      x - radius < view.x + view.width &&
      y + radius > view.y &&
      y - radius < view.y + view.height
    );
  }
}
