import type { SpatialInterest } from "../../replication/interest/spatial-interest.ts";

/** A client's view of one kind: distances to enter and to leave it, px, and the most objects at once. */
type View = Pick<SpatialInterest, "enterPx" | "leavePx" | "most">;

/** A screen shows about 1,100 px around its centre; the rest is a margin for fast objects. */
export const SHIP_VIEW: View = { enterPx: 1_400, leavePx: 1_500, most: 48 };
export const BOLT_VIEW: View = { enterPx: 1_200, leavePx: 1_600, most: 256 };
export const ROCK_VIEW: View = { enterPx: 1_700, leavePx: 2_000, most: 128 };
export const POD_VIEW: View = { enterPx: 1_500, leavePx: 1_800, most: 64 };
/** Events farther away than this are not sent. */
export const EVENT_REACH_PX = 1_500;
/** Every client has this many of the best pilots. */
export const SCOREBOARD_ROWS = 48;
/** Interval of updates of chart and ranking, in patches. */
export const CHART_EVERY_PATCHES = 10;
