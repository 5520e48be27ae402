import { clearTable } from "../../../table.ts";
import { clearCargo } from "../cargo.ts";
import type { Emit, Phase } from "../emit.ts";
import { baseBounty, resetScore } from "../score.ts";
import { pilotRef, ranking, scoreOf } from "../seats.ts";
import { removeShip, spawn } from "../spawn.ts";
import { allowedControls } from "../weapons-lock.ts";
import { ROUND, type World } from "../world.ts";

/** Switches from a round to its result, and from the result to a new round. */
export const rounds: Phase = (world, emit) => {
  if (world.tick < world.phaseEndsAt) return;
  if (world.phase === ROUND.playing) endRound(world, emit);
  else startRound(world, emit);
};

/** Ends the round and shows its result: ships fly on, but weapons do not fire and nothing takes damage. */
export function endRound(world: World, emit: Emit): void {
  const { ships, players } = world;
  world.phase = ROUND.result;
  world.phaseEndsAt = world.tick + world.config.resultTicks;
  clearTable(world.bolts);
  for (let slot = 0; slot < ships.high; slot++) {
    const bits = allowedControls(world, ships.bits[slot]);
    // Players predicted their own shots until now.
    if (bits !== ships.bits[slot]) ships.touched[slot] = 1;
    ships.bits[slot] = bits;
  }
  const order = ranking(world);
  for (const [i, seat] of order.entries())
    emit({ type: "result", round: world.round, place: i + 1, ...pilotRef(world, seat), ...scoreOf(world, seat) });
  const [first = -1] = order;
  // Nobody wins without credits.
  const credits = first < 0 ? 0 : players.credits[first];
  emit({ type: "roundEnd", round: world.round, winner: credits === 0 ? -1 : first, credits });
}

/** Starts the clock of a whole round. */
export function beginRound(world: World): void {
  world.phase = ROUND.playing;
  world.phaseEndsAt = world.tick + world.config.roundTicks;
}

/** Resets every score and cargo, and respawns everyone. */
function startRound(world: World, emit: Emit): void {
  const { players } = world;
  beginRound(world);
  world.round++;
  clearTable(world.pods);
  for (let seat = 0; seat < players.high; seat++) {
    if (players.live[seat] === 0) continue;
    resetScore(world, seat);
    players.bounty[seat] = baseBounty(players.kind[seat]);
    clearCargo(players, seat);
    removeShip(world, seat);
  }
  for (let seat = 0; seat < players.high; seat++) if (players.live[seat]) spawn(world, seat, emit);
  emit({ type: "roundStart", round: world.round });
}
