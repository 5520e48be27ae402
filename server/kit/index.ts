/** Rooms of games whose rules come from the kit, or whose room class was written for Colyseus. */

export { type ColyseusGame, colyseusGame } from "../colyseus-rooms/colyseus-game.ts";
export { type KitGame, kitGame } from "./game.ts";
export type { NearOptions } from "./near.ts";
export { KitProjection } from "./projection.ts";
export { type KitOptionsOf, type KitRoomOptions, kitRoom } from "./room.ts";
