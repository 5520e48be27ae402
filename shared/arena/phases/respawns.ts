import type { Phase } from "../emit.ts";
import { spawn } from "../spawn.ts";

/** Pilots who have waited long enough fly again. */
export const respawns: Phase = (world, emit) => {
  const { players, ships, tick } = world;
  // Everyone flies: a ship belongs to one pilot, who has no other.
  if (ships.count === players.count) return;
  for (let seat = 0; seat < players.high; seat++)
    if (players.live[seat] && players.ship[seat] === 0 && tick >= players.respawnAt[seat]) spawn(world, seat, emit);
};
