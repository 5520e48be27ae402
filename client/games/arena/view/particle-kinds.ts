import type { Atlas } from "./atlas.ts";
import type { ParticleKind } from "./particles.ts";

export type ParticleKindName =
  | "spark"
  | "ember"
  | "muzzle"
  | "flash"
  | "boom"
  | "fire"
  | "dust"
  | "shard"
  | "wave"
  | "implode"
  | "lance";
export type ParticleKinds = Readonly<Record<ParticleKindName, ParticleKind>>;

/** The table of all particles. */
export function particleKinds(atlas: Atlas): ParticleKinds {
  const spark = [atlas.frame("spark")];
  const flash = [atlas.frame("flash")];
  const puffs = atlas.series("puff");
  const ring = [atlas.frame("ring")];
  const still = { drag: 0, spin: 0, stretch: 0, white: 0 };
  return {
    spark: {
      frames: spark,
      lifeS: [0.18, 0.6],
      size: [0.6, 0.12],
      alpha: 1,
      drag: 3.2,
      spin: 0,
      stretch: 0.011,
      fade: 1,
      white: 0.25,
    },
    ember: {
      frames: spark,
      lifeS: [0.5, 1.5],
      size: [0.5, 0.05],
      alpha: 0.95,
      drag: 1.5,
      spin: 0,
      stretch: 0,
      fade: 1.3,
      white: 0.06,
    },
    muzzle: { ...still, frames: flash, lifeS: [0.07, 0.1], size: [0.7, 1], alpha: 1, fade: 1, white: 1 },
    flash: { ...still, frames: flash, lifeS: [0.12, 0.2], size: [0.6, 1.3], alpha: 1, fade: 1.4, white: 0.5 },
    boom: { ...still, frames: flash, lifeS: [0.34, 0.42], size: [0.5, 1.7], alpha: 1, fade: 1.7, spin: 1, white: 0.35 },
    fire: {
      frames: puffs,
      lifeS: [0.4, 1.05],
      size: [0.5, 1.5],
      alpha: 0.85,
      drag: 2.6,
      spin: 1.6,
      stretch: 0,
      fade: 1.5,
      white: 0.12,
    },
    dust: {
      frames: puffs,
      lifeS: [0.5, 1.3],
      size: [0.5, 1.6],
      alpha: 0.4,
      drag: 2.2,
      spin: 0.8,
      stretch: 0,
      fade: 1.4,
      white: 0,
    },
    shard: {
      frames: atlas.series("shard"),
      lifeS: [0.6, 1.6],
      size: [1, 0.5],
      alpha: 1,
      drag: 0.9,
      spin: 9,
      stretch: 0,
      fade: 0.8,
      white: 0.05,
    },
    wave: { ...still, frames: ring, lifeS: [0.5, 0.62], size: [0.1, 1], alpha: 0.85, fade: 1.8, white: 0.1 },
    implode: { ...still, frames: ring, lifeS: [0.26, 0.3], size: [1, 0.04], alpha: 0.9, fade: 0.2, white: 0.4 },
    lance: {
      ...still,
      frames: [atlas.frame("beam")],
      lifeS: [0.36, 0.42],
      size: [0.4, 3.4],
      alpha: 1,
      fade: 2,
      white: 0.6,
    },
  };
}
