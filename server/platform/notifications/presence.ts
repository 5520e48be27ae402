import { occupant, type World } from "../../../shared/games/lobby/index.ts";
import type { FindLobby } from "../../games/lobby/bridge/find.ts";

/**
 * Online players, including those with held seats. Read from the lobby's world, which outlives restarts, instead of tracked by its
 * events.
 */
export interface Presence {
  has(player: number): boolean;
  /** The online player with a name, case-insensitive; null: none. */
  playerNamed(name: string): number | null;
}

/** The current presence; rejects like {@link FindLobby}. */
export async function readPresence(find: FindLobby): Promise<Presence> {
  const lobby = await find();
  return {
    has: (player) => lobby.inspect((world) => world.derived.present.has(player)),
    playerNamed: (name) => lobby.inspect((world) => playerNamed(world, name.toLowerCase())),
  };
}

function playerNamed(world: World, name: string): number | null {
  for (let seat = 0; seat < world.seats.length; seat++) {
    const found = occupant(world, seat);
    if (found?.name.toLowerCase() === name) return found.player;
  }
  return null;
}
