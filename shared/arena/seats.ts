import type { World } from "./world.ts";

/** Whether any person is in, online or not. */
export function anyoneSeated({ players, config }: World): boolean {
  for (let seat = 0; seat < config.seats; seat++) if (players.live[seat]) return true;
  return false;
}

/** How many people are in, online or not. */
export function countSeated({ players, config }: World): number {
  let count = 0;
  for (let seat = 0; seat < config.seats; seat++) count += players.live[seat];
  return count;
}

/** The seats of people, best first: by credits, then kills, then seat, as players see them listed. */
export function ranking({ players, config }: World): number[] {
  const { credits, kills, live } = players;
  const order: number[] = [];
  for (let seat = 0; seat < config.seats; seat++) if (live[seat]) order.push(seat);
  return order.sort((a, b) => credits[b] - credits[a] || kills[b] - kills[a] || a - b);
}

/** A person as news name them. */
export function someone({ players, names }: World, seat: number) {
  return { seat, player: players.player[seat], name: names[seat] };
}

/** A score as news tell it. */
export function scoreOf({ players }: World, seat: number) {
  return { credits: players.credits[seat], kills: players.kills[seat], deaths: players.deaths[seat] };
}
