import { arenaRoom } from "./index.ts";

/** The arena as the releases keep it: see `ReleasedScript`. Recovered rooms have their settings from their journals. */
export const define = (seatHoldS: number) => arenaRoom({}, seatHoldS);
