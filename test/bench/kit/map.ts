import type { ArenaConfig, BodyConfig, MapConfig, StationConfig } from "../../../shared/games/arena/index.ts";

/** How far a player sees, px: what the pilots see, and about a screen. */
export const VIEW_PX = 1_400;
/** Ships that everyone has in view, on average. */
export const NEIGHBOURS = 30;

/** How far ships fly past a map's edge before it has turned them: the disc they fill is so much wider. */
const EDGE_PX = 300;
const STATIONS = 32;
/** 1/65536 turn: neighbours on a sunflower are a golden angle apart. */
const GOLDEN = 25_033;
const SLOWEST_TICKS = 8_000_000;
/** The arena takes no smaller map. */
const RADIUS_LEAST_PX = 1_000;
const ROUND_TICKS = 1_000_000;
const STEPS = 2_000;

/** The share of pairs in a disc of radius 1 that are nearer than `s` (disc line picking). */
function pairsWithin(s: number): number {
  let sum = 0;
  const top = Math.min(2, s);
  for (let i = 0; i < STEPS; i++) {
    const x = ((i + 0.5) / STEPS) * top;
    sum += (4 * x * Math.acos(x / 2)) / Math.PI - ((2 * x * x) / Math.PI) * Math.sqrt(1 - (x * x) / 4);
  }
  return (sum * top) / STEPS;
}

/** Radius of a disc in which each of `players` has `neighbours` others within {@link VIEW_PX} on average, px. */
export function discRadiusPx(players: number, neighbours = NEIGHBOURS): number {
  let [low, high] = [VIEW_PX / 2, 30_000];
  if (players - 1 <= neighbours) return RADIUS_LEAST_PX;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if ((players - 1) * pairsWithin(VIEW_PX / middle) > neighbours) low = middle;
    else high = middle;
  }
  return Math.max(RADIUS_LEAST_PX, Math.round(high));
}

/**
 * A map as wide as its players need, with stations, where ships appear, all over it.
 *
 * @param planets without them, nothing pulls and nothing is in the way: the world that peers play in, too
 */
function spreadMap(radiusPx: number, planets: boolean): MapConfig {
  const star: BodyConfig = {
    name: "Sol",
    kind: "star",
    look: "star",
    parent: -1,
    radiusPx: planets ? 200 : 16,
    orbitPx: 0,
    periodTicks: 1,
    phase: 0,
    surfacePull: planets ? 4_000 : 0,
    reachPx: planets ? 1_000 : 16,
    tint: 0xffd27a,
  };
  const worlds = Array.from(
    { length: planets ? 8 : 0 },
    (_, i): BodyConfig => ({
      name: `World ${i}`,
      kind: "planet",
      look: "rock",
      parent: 0,
      radiusPx: 120,
      orbitPx: Math.round((radiusPx * (i + 1)) / 9),
      periodTicks: 40_000 * (i + 1),
      phase: (i * GOLDEN) % 65_536,
      surfacePull: 2_200,
      reachPx: 700,
      tint: 0xb9c4d6,
    }),
  );
  const stations = Array.from(
    { length: STATIONS },
    (_, i): StationConfig => ({
      name: `Dock ${i}`,
      parent: 0,
      orbitPx: Math.round(radiusPx * Math.sqrt((i + 0.5) / STATIONS)),
      periodTicks: SLOWEST_TICKS,
      phase: (i * GOLDEN) % 65_536,
    }),
  );
  return { name: "Bench", radiusPx, bodies: [star, ...worlds], stations, belts: [] };
}

export interface BenchWorld {
  readonly players: number;
  readonly neighbours?: number;
  readonly planets?: boolean;
}

/** An arena of one density for any number of players, without NPCs and without an end. */
export function benchArena({ players, neighbours = NEIGHBOURS, planets = false }: BenchWorld): Partial<ArenaConfig> {
  return {
    map: spreadMap(Math.max(RADIUS_LEAST_PX, discRadiusPx(players, neighbours) - EDGE_PX), planets),
    seats: players,
    pirates: 0,
    traders: 0,
    roundTicks: ROUND_TICKS,
  };
}
