import { BASE_BOUNTY, MOST_BOUNTY, MOST_CREDITS } from "./data/rules.ts";
import { ROUND, type World } from "./world.ts";

/** Adds credits to a seat; nothing counts once a round is over. */
export function pay(world: World, seat: number, credits: number): void {
  if (world.phase !== ROUND.playing) return;
  const { players } = world;
  players.credits[seat] = Math.min(MOST_CREDITS, players.credits[seat] + credits);
}

export function raiseBounty(world: World, seat: number, credits: number): void {
  const { players } = world;
  players.bounty[seat] = Math.min(MOST_BOUNTY, players.bounty[seat] + credits);
}

/** What a head is worth before it has done anything. */
export function baseBounty(kind: number): number {
  return BASE_BOUNTY[kind];
}
