import { sitter, type World } from "../../shared/lobby/index.ts";
import type { FindLobby } from "../lobby-bridge/find.ts";

/**
 * Who is here, under seats that are held, too: whom it is worth telling what is of this moment. Asked of the lobby's world, which
 * outlives restarts, instead of remembered from its events.
 */
export interface Presence {
  has(player: number): boolean;
  /** Who goes by a name here, whatever its case; null: nobody does. */
  named(name: string): number | null;
}

/** As it is now; rejects as {@link FindLobby} does. */
export async function presenceIn(find: FindLobby): Promise<Presence> {
  const lobby = await find();
  return {
    has: (player) => lobby.inspect((world) => world.derived.present.has(player)),
    named: (name) => lobby.inspect((world) => playerNamed(world, name.toLowerCase())),
  };
}

function playerNamed(world: World, name: string): number | null {
  for (let seat = 0; seat < world.seats.length; seat++) {
    const found = sitter(world, seat);
    if (found?.name.toLowerCase() === name) return found.player;
  }
  return null;
}
