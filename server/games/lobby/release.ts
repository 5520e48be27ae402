import { lobbyRoom } from "./index.ts";

/** The lobby's definition in a release, see `ReleasedScript`: the next version replays its journal with these rules. */
export const define = (seatHoldS: number) => lobbyRoom({ seatHoldS, nowMs: () => Date.now() });
