import type { MapConfig } from "../../../shared/games/arena/config.ts";
import { MAX_PERIOD_TICKS } from "../../../shared/games/arena/data/rules.ts";
import { DEFAULT_MAP } from "../../../shared/games/arena/default-map.ts";

/** Everyone begins near one station, and so in sight of each other; nothing else is about that one may run into. */
export const ONE_STATION = { ...DEFAULT_MAP, stations: DEFAULT_MAP.stations.slice(0, 1), belts: [] };

/** Nobody is about but people. */
export const ALONE = { seats: 8, pirates: 0, traders: 0 };

/** A star that pulls nobody, far from everything but a station: nothing happens here but what players do. */
export const EMPTY_SPACE: MapConfig = {
  name: "Nothing",
  radiusPx: 20_000,
  bodies: [
    {
      ...{ name: "Star", kind: "star", parent: -1, radiusPx: 20, look: "rock", tint: 0 },
      ...{ orbitPx: 0, periodTicks: 1, phase: 0, surfacePull: 0, reachPx: 20 },
    },
  ],
  stations: [{ name: "Start", parent: 0, orbitPx: 400, periodTicks: MAX_PERIOD_TICKS, phase: 0 }],
  belts: [],
};
