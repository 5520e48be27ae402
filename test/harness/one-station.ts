import { DEFAULT_MAP } from "../../shared/arena/data/maps.ts";

/** Everyone begins near one station, and so in sight of each other; nothing else is about that one may run into. */
export const ONE_STATION = { ...DEFAULT_MAP, stations: DEFAULT_MAP.stations.slice(0, 1), belts: [] };

/** Nobody is about but people. */
export const ALONE = { seats: 8, pirates: 0, traders: 0 };
