import { matchMaker, RegisteredHandler, Room } from "@colyseus/core";
import type { ColyseusRoomType } from "./colyseus-game.ts";
import { type ColyseusRoomClass, type GuardedRoomOptions, guardedRoom } from "./guarded-room.ts";

export type { ColyseusGame, ColyseusRoomType } from "./colyseus-game.ts";

/** Rooms by the names under which clients ask for them, as in Colyseus' `defineServer({ rooms })`. */
export type ColyseusRooms = Readonly<Record<string, ColyseusRoomType>>;

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
    defineColyseusRoom(name, given, `rooms.${name}`, options);
  }
}

/**
 * Defines a Colyseus room.
 *
 * @param where names it in errors
 * @throws RangeError if it is no room
 */
export function defineColyseusRoom(
  name: string,
  given: ColyseusRoomType,
  where: string,
  options: GuardedRoomOptions,
): void {
  const handler = given instanceof RegisteredHandler ? given : handlerOf(given, where);
  // The handler given keeps its class, so that it can be defined again.
  const guarded: RegisteredHandler = Object.create(handler, {
    klass: { value: guardedRoom(handler.klass as ColyseusRoomClass, options) },
    name: { value: name },
  });
  matchMaker.addRoomType(guarded);
}

function handlerOf(type: unknown, where: string): RegisteredHandler {
  if (typeof type === "function" && type.prototype instanceof Room)
    return new RegisteredHandler(type as new () => Room);
  throw new RangeError(`${where}: ${String(type)} is no room class; accepted: a class that extends Room of "colyseus"`);
}
