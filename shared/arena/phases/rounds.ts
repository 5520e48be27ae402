import { clearTable } from "../../table.ts";
import { baseBounty } from "../account.ts";
import { coldBits } from "../cold.ts";
import type { Emit, Phase } from "../emit.ts";
import { emptyHold } from "../hold.ts";
import { removeShip, spawn } from "../spawn.ts";
import { ROUND, type World } from "../world.ts";

/** A round ends with a result, and a result with a new round. */
export const rounds: Phase = (world, emit) => {
  if (world.tick < world.phaseEndsAt) return;
  if (world.phase === ROUND.playing) endRound(world, emit);
  else startRound(world, emit);
};

/** Shows the result: everyone flies on, weapons are cold, nobody can be hurt. */
export function endRound(world: World, emit: Emit): void {
  const { ships, players } = world;
  world.phase = ROUND.result;
  world.phaseEndsAt = world.tick + world.config.resultTicks;
  clearTable(world.bolts);
  for (let slot = 0; slot < ships.high; slot++) {
    const bits = coldBits(world, ships.bits[slot]);
    // What was let go moves nobody, but players did not know.
    if (bits !== ships.bits[slot]) ships.touched[slot] = 1;
    ships.bits[slot] = bits;
  }
  const winner = best(world);
  emit({ type: "roundEnd", round: world.round, winner, credits: winner < 0 ? 0 : players.credits[winner] });
}

/** The person with the most credits, of equals the first seat; −1 when nobody has any. */
function best(world: World): number {
  const { players, config } = world;
  let winner = -1;
  let most = 0;
  for (let seat = 0; seat < config.seats; seat++) {
    if (players.credits[seat] <= most) continue;
    most = players.credits[seat];
    winner = seat;
  }
  return winner;
}

/** Sets the clock of a whole round. */
export function beginRound(world: World): void {
  world.phase = ROUND.playing;
  world.phaseEndsAt = world.tick + world.config.roundTicks;
}

/** Everyone begins again, with nothing. */
function startRound(world: World, emit: Emit): void {
  const { players } = world;
  beginRound(world);
  world.round++;
  clearTable(world.pods);
  for (let seat = 0; seat < players.high; seat++) {
    if (players.live[seat] === 0) continue;
    players.credits[seat] = players.kills[seat] = players.deaths[seat] = 0;
    players.bounty[seat] = baseBounty(players.kind[seat]);
    emptyHold(players, seat);
    removeShip(world, seat);
  }
  for (let seat = 0; seat < players.high; seat++) if (players.live[seat]) spawn(world, seat, emit);
  emit({ type: "roundStart", round: world.round });
}
