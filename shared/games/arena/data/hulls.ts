import { WEAPON } from "./weapons.ts";

/** One kind of ship. A new hull is a row in {@link HULLS}; its index is its number on the wire. */
export interface Hull {
  readonly name: string;
  readonly blurb: string;
  readonly radiusPx: number;
  /** Acceleration of the engine, 1/65536 px per tick². */
  readonly thrustPerTick: number;
  readonly reversePerTick: number;
  /** Thrust is multiplied by this while boosting, in 1/256. */
  readonly boostFactor: number;
  /** Speed above which thrust adds none, 1/65536 px per tick; boosting raises it by `boostFactor`, too. */
  readonly topSpeedPerTick: number;
  /** 1/65536 turn per tick. */
  readonly turnPerTick: number;
  readonly armor: number;
  readonly shield: number;
  readonly shieldWaitTicks: number;
  /** The shield regains one point every `shieldEveryTicks` ticks. */
  readonly shieldEveryTicks: number;
  /** Boost and weapons spend energy, and `energyPerTick` restores it. Both in 1/16 point. */
  readonly energy: number;
  readonly energyPerTick: number;
  readonly boostEnergyPerTick: number;
  readonly cargo: number;
  /** Relative mass in a bump between ships. */
  readonly mass: number;
  readonly primary: number;
  readonly secondary: number;
}

export const HULLS = [
  {
    name: "Sparrow",
    blurb: "Fast interceptor. Pulse cannon, and mines for pursuers.",
    radiusPx: 15,
    thrustPerTick: 7600,
    reversePerTick: 3800,
    boostFactor: 460,
    topSpeedPerTick: 430_000,
    turnPerTick: 620,
    armor: 80,
    shield: 70,
    shieldWaitTicks: 150,
    shieldEveryTicks: 6,
    energy: 1600,
    energyPerTick: 7,
    boostEnergyPerTick: 17,
    cargo: 8,
    mass: 8,
    primary: WEAPON.pulse,
    secondary: WEAPON.mine,
  },
  {
    name: "Lancer",
    blurb: "Sniper. The rail hits instantly. Thin shields.",
    radiusPx: 17,
    thrustPerTick: 6200,
    reversePerTick: 3000,
    boostFactor: 430,
    topSpeedPerTick: 390_000,
    turnPerTick: 520,
    armor: 90,
    shield: 60,
    shieldWaitTicks: 180,
    shieldEveryTicks: 7,
    energy: 2000,
    energyPerTick: 8,
    boostEnergyPerTick: 18,
    cargo: 10,
    mass: 10,
    primary: WEAPON.rail,
    secondary: WEAPON.pulse,
  },
  {
    name: "Bulwark",
    blurb: "Brawler. Scatter gun up close, torpedoes at range.",
    radiusPx: 22,
    thrustPerTick: 4900,
    reversePerTick: 2600,
    boostFactor: 410,
    topSpeedPerTick: 330_000,
    turnPerTick: 400,
    armor: 170,
    shield: 130,
    shieldWaitTicks: 210,
    shieldEveryTicks: 6,
    energy: 1800,
    energyPerTick: 7,
    boostEnergyPerTick: 20,
    cargo: 14,
    mass: 20,
    primary: WEAPON.scatter,
    secondary: WEAPON.torpedo,
  },
  {
    name: "Mule",
    blurb: "Miner and trader. Holds 40 units. Pulse cannon for rocks.",
    radiusPx: 21,
    thrustPerTick: 5200,
    reversePerTick: 3000,
    boostFactor: 400,
    topSpeedPerTick: 340_000,
    turnPerTick: 430,
    armor: 130,
    shield: 90,
    shieldWaitTicks: 180,
    shieldEveryTicks: 6,
    energy: 1800,
    energyPerTick: 8,
    boostEnergyPerTick: 19,
    cargo: 40,
    mass: 18,
    primary: WEAPON.pulse,
    secondary: WEAPON.mine,
  },
] as const satisfies readonly Hull[];

/** Traders fly the hull with the largest hold, pirates all others. */
export const TRADER_HULL: number = HULLS.reduce((best, hull, i) => (hull.cargo > HULLS[best].cargo ? i : best), 0);
export const PIRATE_HULLS: readonly number[] = [...HULLS.keys()].filter((i) => i !== TRADER_HULL);

export function hullOf(index: number): Hull {
  return HULLS[index];
}
