import { arenaRoom } from "./index.ts";

export { summarizeRound as summarize } from "./summary.ts";

/** The arena's definition in a release, see `ReleasedScript`. Recovered rooms take their settings from their journals. */
export const define = (seatHoldS: number) => arenaRoom({}, seatHoldS);
