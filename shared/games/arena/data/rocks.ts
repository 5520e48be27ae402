/** One size of rock. The last row is the smallest, and breaks into ore only. */
export interface RockSize {
  readonly radiusPx: number;
  readonly health: number;
  /** How many rocks of the next size it breaks into. */
  readonly pieces: number;
  /** How many pods of ore it leaves. */
  readonly pods: number;
  /** Units of ore in each pod. */
  readonly orePerPod: number;
}

export const ROCK_SIZES = [
  { radiusPx: 56, health: 90, pieces: 3, pods: 1, orePerPod: 2 },
  { radiusPx: 32, health: 45, pieces: 2, pods: 1, orePerPod: 2 },
  { radiusPx: 18, health: 20, pieces: 0, pods: 2, orePerPod: 1 },
] as const satisfies readonly RockSize[];

export const POD_RADIUS_PX = 10;
