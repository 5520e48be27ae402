/** One kind of weapon. A new weapon is a row in {@link WEAPONS}; its index is its number on the wire. */
export interface Weapon {
  readonly name: string;
  /** `bolt`: flies, bent by gravity. `beam`: hits at once along its range. */
  readonly kind: "bolt" | "beam";
  readonly damage: number;
  readonly reloadTicks: number;
  /** Energy of a shot, 1/16 point. */
  readonly energy: number;
  /** Muzzle speed on top of the ship's own velocity, 1/65536 px per tick; 0 for a beam. */
  readonly speedPerTick: number;
  readonly lifeTicks: number;
  readonly radiusPx: number;
  /** How many bolts leave at once, and the angle between the outer ones, 1/65536 turn. */
  readonly count: number;
  readonly spread: number;
  /** Reach of a beam, px. */
  readonly rangePx: number;
  /** Radius of the blast, px, whose damage falls with distance; 0: direct hits only. */
  readonly blastPx: number;
  /** How strongly gravity pulls the shot, in 1/256. */
  readonly gravityFactor: number;
  /** Share of its speed that a shot loses each tick, in 1/256. */
  readonly dragPerTick: number;
  /** It cannot hit before this age. After that, a ship within `triggerPx` sets it off; 0: only on contact. */
  readonly armTicks: number;
  readonly triggerPx: number;
}

export const WEAPONS = [
  {
    name: "Pulse",
    kind: "bolt",
    damage: 9,
    reloadTicks: 9,
    energy: 34,
    speedPerTick: 820_000,
    lifeTicks: 80,
    radiusPx: 4,
    count: 1,
    spread: 0,
    rangePx: 0,
    blastPx: 0,
    gravityFactor: 256,
    dragPerTick: 0,
    armTicks: 0,
    triggerPx: 0,
  },
  {
    name: "Rail",
    kind: "beam",
    damage: 38,
    reloadTicks: 70,
    energy: 420,
    speedPerTick: 0,
    lifeTicks: 0,
    radiusPx: 3,
    count: 1,
    spread: 0,
    rangePx: 900,
    blastPx: 0,
    gravityFactor: 0,
    dragPerTick: 0,
    armTicks: 0,
    triggerPx: 0,
  },
  {
    name: "Scatter",
    kind: "bolt",
    damage: 8,
    reloadTicks: 34,
    energy: 150,
    speedPerTick: 700_000,
    lifeTicks: 34,
    radiusPx: 4,
    count: 6,
    spread: 3600,
    rangePx: 0,
    blastPx: 0,
    gravityFactor: 256,
    dragPerTick: 0,
    armTicks: 0,
    triggerPx: 0,
  },
  {
    name: "Torpedo",
    kind: "bolt",
    damage: 60,
    reloadTicks: 130,
    energy: 500,
    speedPerTick: 430_000,
    lifeTicks: 170,
    radiusPx: 8,
    count: 1,
    spread: 0,
    rangePx: 0,
    blastPx: 110,
    gravityFactor: 384,
    dragPerTick: 0,
    armTicks: 0,
    triggerPx: 0,
  },
  {
    name: "Mine",
    kind: "bolt",
    damage: 45,
    reloadTicks: 150,
    energy: 380,
    speedPerTick: -90_000,
    lifeTicks: 900,
    radiusPx: 14,
    count: 1,
    spread: 0,
    rangePx: 0,
    blastPx: 90,
    gravityFactor: 0,
    dragPerTick: 10,
    armTicks: 50,
    triggerPx: 70,
  },
] as const satisfies readonly Weapon[];

export const WEAPON = { pulse: 0, rail: 1, scatter: 2, torpedo: 3, mine: 4 } as const;

export function weaponOf(index: number): Weapon {
  return WEAPONS[index];
}
