import { arenaRoom } from "./index.ts";

export { summarizeRound as summarize } from "./summary.ts";

/** The arena as the releases keep it: see `ReleasedScript`. Recovered rooms have their settings from their journals. */
export const define = (seatHoldS: number) => arenaRoom({}, seatHoldS);
