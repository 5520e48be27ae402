import type { World } from "./world.ts";

/** Whether any person is in, online or not. */
export function anyoneSeated({ players, config }: World): boolean {
  for (let seat = 0; seat < config.seats; seat++) if (players.live[seat]) return true;
  return false;
}
