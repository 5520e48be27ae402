import type { MapConfig } from "./config.ts";

/**
 * The default map. Stations move at the speed of a free orbit at their distance, so that a ship that drifts beside one stays
 * there.
 */
export const DEFAULT_MAP: MapConfig = {
  name: "Kepler's Wheel",
  radiusPx: 10_000,
  bodies: [
    body("Helia", "star", "star", -1, 420, 0, 1, 0, 7000, 2200, 0xffd27a),
    body("Cinder", "planet", "lava", 0, 110, 1600, 15_000, 9_000, 2200, 700, 0xff5a36),
    body("Thalassa", "planet", "ocean", 0, 190, 2900, 27_000, 40_000, 2800, 1200, 0x2fa8ff),
    body("Pip", "moon", "rock", 2, 46, 600, 4_200, 12_000, 1300, 260, 0xb9c4d6),
    body("Ochre", "planet", "rock", 0, 150, 4300, 41_500, 22_000, 2400, 1000, 0xd98e4a),
    body("Dot", "moon", "rock", 4, 38, 520, -3_700, 50_000, 1200, 220, 0xa08c7a),
    body("Goliath", "planet", "gas", 0, 330, 6100, 61_800, 57_000, 3000, 2000, 0xe0a46b),
    body("Castor", "moon", "ice", 6, 60, 560, 3_900, 3_000, 1400, 320, 0xcfefff),
    body("Ember", "moon", "lava", 6, 70, 960, 6_700, 30_000, 1500, 380, 0xff7a4a),
    body("Pollux", "moon", "rock", 6, 52, 960, 6_700, 62_000, 1400, 300, 0x9fb0a8),
    body("Seraph", "planet", "ringed", 0, 250, 8200, 86_800, 5_000, 2600, 1600, 0xc79bff),
    body("Lull", "moon", "ocean", 10, 64, 780, -5_800, 18_000, 1500, 340, 0x5fe0c8),
    body("Hush", "planet", "ice", 0, 130, 9500, -113_000, 34_000, 2300, 800, 0x9fe8ff),
    body("Wisp", "moon", "ice", 12, 34, 320, 2_600, 0, 1100, 200, 0xe8f6ff),
  ],
  stations: [
    { name: "Tidewater", parent: 2, orbitPx: 460, periodTicks: 1_580, phase: 0 },
    { name: "Foundry", parent: 4, orbitPx: 380, periodTicks: 1_620, phase: 30_000 },
    { name: "Highgate", parent: 6, orbitPx: 760, periodTicks: 1_865, phase: 48_000 },
    { name: "Lantern", parent: 10, orbitPx: 600, periodTicks: 1_855, phase: 20_000 },
  ],
  belts: [
    { parent: 0, innerPx: 3_580, outerPx: 3_700, periodTicks: 36_000, rocks: 60 },
    { parent: 6, innerPx: 1_120, outerPx: 1_320, periodTicks: 9_600, rocks: 40 },
    { parent: 0, innerPx: 9_060, outerPx: 9_130, periodTicks: 100_000, rocks: 44 },
  ],
};

type Body = MapConfig["bodies"][number];

function body(
  name: string,
  kind: Body["kind"],
  look: Body["look"],
  parent: number,
  radiusPx: number,
  orbitPx: number,
  periodTicks: number,
  phase: number,
  surfacePull: number,
  reachPx: number,
  tint: number,
): Body {
  return { name, kind, parent, radiusPx, orbitPx, periodTicks, phase, surfacePull, reachPx, tint, look };
}
