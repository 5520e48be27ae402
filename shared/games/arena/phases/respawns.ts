import type { Phase } from "../emit.ts";
import { spawn } from "../spawn.ts";

/** Respawns pilots who have waited long enough. */
export const respawns: Phase = (world, emit) => {
  const { players, ships, tick } = world;
  // Every pilot has a ship.
  if (ships.count === players.count) return;
  for (let seat = 0; seat < players.high; seat++)
    if (players.live[seat] && players.ship[seat] === 0 && tick >= players.respawnAt[seat]) spawn(world, seat, emit);
};
