import { occupant, type World } from "../../../shared/games/lobby/index.ts";
import type { Presence } from "../../platform/community/index.ts";
import type { FindLobby } from "./bridge/find.ts";

/**
 * The current presence, read from the lobby's world, which outlives restarts, instead of tracked by its events. Rejects like
 * {@link FindLobby}.
 */
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
