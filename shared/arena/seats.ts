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
export function someone({ players }: World, seat: number) {
  return { seat, player: players.player[seat], pilot: players.pilot[seat] };
}

/** Looks up what a pilot is called; "": that is not known, or forgotten. */
export type NameOf = (pilot: number) => string;

/** What a person is called: one whose name is not known, or forgotten, by a number. */
export function nameOfPilot(pilot: number, nameOf: NameOf): string {
  return nameOf(pilot) || `Pilot ${pilot}`;
}

/** The name of who sits at a seat; "": nobody does. */
export function nameAt({ players, names }: Pick<World, "players" | "names">, seat: number, nameOf: NameOf): string {
  const pilot = players.pilot[seat];
  return pilot === 0 ? names[seat] : nameOfPilot(pilot, nameOf);
}

/** A score as news tell it. */
export function scoreOf({ players }: World, seat: number) {
  return { credits: players.credits[seat], kills: players.kills[seat], deaths: players.deaths[seat] };
}
