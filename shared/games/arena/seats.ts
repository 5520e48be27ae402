import type { World } from "./world.ts";

/** Whether any person has a seat, online or not. */
export function anyoneSeated({ players, config }: World): boolean {
  for (let seat = 0; seat < config.seats; seat++) if (players.live[seat]) return true;
  return false;
}

/** How many people have a seat, online or not. */
export function countSeated({ players, config }: World): number {
  let count = 0;
  for (let seat = 0; seat < config.seats; seat++) count += players.live[seat];
  return count;
}

/** The seats of people, best first: by credits, then kills, then seat, as on the scoreboard. */
export function ranking({ players, config }: World): number[] {
  const { credits, kills, live } = players;
  const order: number[] = [];
  for (let seat = 0; seat < config.seats; seat++) if (live[seat]) order.push(seat);
  return order.sort((a, b) => credits[b] - credits[a] || kills[b] - kills[a] || a - b);
}

/** The fields by which events name a person. */
export function pilotRef({ players }: World, seat: number) {
  return { seat, player: players.player[seat], pilot: players.pilot[seat] };
}

/** Returns a pilot's name; "": it is unknown or was erased. */
export type NameOf = (pilot: number) => string;

/** A person's name, or a number where it is unknown or was erased. */
export function nameOfPilot(pilot: number, nameOf: NameOf): string {
  return nameOf(pilot) || `Pilot ${pilot}`;
}

/** The name at a seat; "": the seat is free. */
export function nameAt({ players, names }: Pick<World, "players" | "names">, seat: number, nameOf: NameOf): string {
  const pilot = players.pilot[seat];
  return pilot === 0 ? names[seat] : nameOfPilot(pilot, nameOf);
}

/** The fields by which events carry a score. */
export function scoreOf({ players }: World, seat: number) {
  return { credits: players.credits[seat], kills: players.kills[seat], deaths: players.deaths[seat] };
}
