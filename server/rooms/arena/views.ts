import type { Near } from "../../replication/replica.ts";

/** How much of each kind a client has: from where to where, px, and how many at once. */
type View = Pick<Near, "enterPx" | "leavePx" | "most">;

/** A screen shows up to about 1,100 px from its centre; the rest is margin, for what comes quickly. */
export const SHIP_VIEW: View = { enterPx: 1_400, leavePx: 1_500, most: 48 };
export const BOLT_VIEW: View = { enterPx: 1_200, leavePx: 1_600, most: 256 };
export const ROCK_VIEW: View = { enterPx: 1_700, leavePx: 2_000, most: 128 };
export const POD_VIEW: View = { enterPx: 1_500, leavePx: 1_800, most: 64 };
/** What happens farther away than this is not told. */
export const EVENT_REACH_PX = 1_500;
/** So many of the best pilots are known to everyone. */
export const BOARD_MOST = 48;
/** The chart and the board are made anew so often, in patches. */
export const CHART_EVERY_PATCHES = 10;
