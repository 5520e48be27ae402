import { matchMaker, RegisteredHandler, Room } from "@colyseus/core";
import { type ColyseusRoomClass, type GuardedRoomOptions, guardedRoom } from "./guarded-room.ts";

/**
 * Room classes written against the package `colyseus`, by the names under which clients ask for them: a class, or the result of Colyseus'
 * `defineRoom`, as in its `defineServer({ rooms })`.
 */
export type ColyseusRooms = Readonly<Record<string, ColyseusRoomClass | RegisteredHandler>>;

/** Names that clients can ask for. */
const NAME = /^[\w-]{1,64}$/;

/**
 * Defines Colyseus rooms beside the games of this server.
 *
 * @param taken names of other room types
 * @throws RangeError that names what cannot be a room
 */
export function defineColyseusRooms(
  rooms: ColyseusRooms,
  taken: ReadonlySet<string>,
  options: GuardedRoomOptions,
): void {
  for (const [name, given] of Object.entries(rooms)) {
    if (!NAME.test(name))
      throw new RangeError(`rooms: ${JSON.stringify(name)} is no name of a room; accepted: 1 to 64 of A-Z a-z 0-9 _ -`);
    if (taken.has(name)) throw new RangeError(`rooms.${name}: a game has this name already`);
    const handler = given instanceof RegisteredHandler ? given : handlerOf(name, given);
    // The handler given keeps its class, so that it can be defined again.
    const guarded: RegisteredHandler = Object.create(handler, {
      klass: { value: guardedRoom(handler.klass as ColyseusRoomClass, options) },
      name: { value: name },
    });
    matchMaker.addRoomType(guarded);
  }
}

function handlerOf(name: string, type: unknown): RegisteredHandler {
  if (typeof type === "function" && type.prototype instanceof Room)
    return new RegisteredHandler(type as new () => Room);
  throw new RangeError(
    `rooms.${name}: ${String(type)} is no room class; accepted: a class that extends Room of "colyseus"`,
  );
}
