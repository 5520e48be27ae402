import { exchangeRoom } from "./index.ts";

/** The exchange's definition in a release, see `ReleasedScript`: the next version replays its journal with these rules. */
export const define = (seatHoldS: number) => exchangeRoom({ seatHoldS, nowMs: () => Date.now() });
