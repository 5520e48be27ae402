import { BASE_BOUNTY, MAX_BOUNTY, MAX_CREDITS, WANTED_BOUNTIES } from "./data/rules.ts";
import type { Emit } from "./emit.ts";
import { pilotRef } from "./seats.ts";
import { ROUND, type World } from "./world.ts";

const MAX_TALLY = 65_535;

/** Adds credits to a seat while a round is played. */
export function addCredits(world: World, seat: number, credits: number): void {
  if (world.phase !== ROUND.playing) return;
  const { players } = world;
  players.credits[seat] = Math.min(MAX_CREDITS, players.credits[seat] + credits);
  players.scoreChanged[seat] = 1;
}

export function addToTally({ players }: World, what: "kills" | "deaths", seat: number): void {
  players[what][seat] = Math.min(MAX_TALLY, players[what][seat] + 1);
  players.scoreChanged[seat] = 1;
}

/** Sets a seat's score to zero and marks it for the next score event. */
export function resetScore({ players }: World, seat: number): void {
  players.credits[seat] = players.kills[seat] = players.deaths[seat] = 0;
  players.scoreChanged[seat] = 1;
}

export function raiseBounty(world: World, seat: number, credits: number, emit: Emit): void {
  const { players, config } = world;
  const before = players.bounty[seat];
  const bounty = Math.min(MAX_BOUNTY, before + credits);
  players.bounty[seat] = bounty;
  if (seat < config.seats && WANTED_BOUNTIES.some((step) => before < step && step <= bounty))
    emit({ type: "wanted", ...pilotRef(world, seat), bounty });
}

/** The bounty on a player of this kind who has killed nobody yet, credits. */
export function baseBounty(kind: number): number {
  return BASE_BOUNTY[kind];
}
