import type { RegisteredHandler } from "@colyseus/core";
import type { ColyseusRoomClass } from "./guarded-room.ts";

/** A room class written against the package `colyseus`, or the result of Colyseus' `defineRoom`. */
export type ColyseusRoomType = ColyseusRoomClass | RegisteredHandler;

/** A game whose rooms are of a Colyseus room class. */
export interface ColyseusGame {
  readonly colyseus: ColyseusRoomType;
}

/**
 * A game whose rooms are of a room class written against the package `colyseus`, for the server: the default export of the
 * `server.ts` in its folder. Clients ask for its rooms by the name of its row. Its rooms are no matches: they end with the
 * process, and nobody can watch them.
 */
export function colyseusGame(room: ColyseusRoomType): ColyseusGame {
  return { colyseus: room };
}
