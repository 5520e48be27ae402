/** Rooms of games whose rules come from the kit. */

export type { NearOptions } from "./near.ts";
export { KitProjection } from "./projection.ts";
export { type KitRoomOptions, kitRoom } from "./room.ts";
