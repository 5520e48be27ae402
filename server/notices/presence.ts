import { sitter, type World } from "../../shared/lobby/index.ts";
import type { FindLobby } from "../lobby-bridge/find.ts";

/**
 * Online players, including those with held seats. Read from the lobby's world, which outlives restarts, instead of tracked by its
 * events.
 */
export interface Presence {
  has(player: number): boolean;
  /** The online player with a name, case-insensitive; null: none. */
  named(name: string): number | null;
}

/** The current presence; rejects like {@link FindLobby}. */
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
