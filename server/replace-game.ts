import { matchMaker, Room } from "@colyseus/core";
import { localRooms } from "./colyseus/matchmaking.ts";
import { reopenRooms } from "./colyseus/reopening.ts";
import type { DefineGameRooms, GameRooms } from "./game-rooms.ts";
import type { ServerGame } from "./games.ts";
import { type RecoveryOptions, recoverRooms } from "./runtime/recovery.ts";
import type { AnyRoomDefinition } from "./runtime/room-definition.ts";
import type { Spectators } from "./spectate/index.ts";

/** A room whose journal another room can go on from. */
export interface SuspendableRoom {
  /** Stops it and closes its sockets, which may return. Resolves when it is gone. */
  suspend(): Promise<void>;
}

export interface GameReplacementOptions {
  /** The server's games, of which one is replaced. */
  readonly games: GameRooms[];
  readonly define: DefineGameRooms;
  /** Registers a room type with Colyseus. */
  readonly register: (name: string, definition: AnyRoomDefinition) => void;
  readonly recovery: RecoveryOptions;
  readonly spectators: Pick<Spectators, "restart">;
}

/**
 * Goes on with another version of a game, for development. Its rooms are closed and recovered from their journals as after a
 * restart, see `RoomTypesOptions.successor`; players return to their seats. Rejects with the errors of `ServerGame.define`;
 * then nothing has changed. Resolves with the number of rooms.
 */
export async function replaceGame(
  name: string,
  game: ServerGame,
  { games, define, register, recovery, spectators }: GameReplacementOptions,
): Promise<number> {
  const index = games.findIndex((row) => row.name === name);
  if (index < 0) throw new RangeError(`game ${name}: this server does not have it`);
  const next = define({ ...games[index], game });
  games[index] = next;
  register(name, next.definition);
  const rooms = await localRooms((type) => type === name);
  await reopenRooms(rooms, async () => {
    await Promise.all(rooms.map(suspend));
    await recoverRooms({ ...recovery, rooms, newestSegments: 1 });
    spectators.restart(rooms);
  });
  return rooms.length;
}

async function suspend(roomId: string): Promise<void> {
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (room instanceof Room) await (room as Room & SuspendableRoom).suspend();
}
